using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Reads the kernel program's table: memory that it shares with us, so a reading costs no system call and the counts are
/// those of that moment. What a slot stands for is decoded once, when it is first seen. Not for two threads at once.
/// </summary>
internal sealed unsafe class SignalTable : IDisposable
{
    private readonly MappedArray<SeriesSlot> _slots;
    private readonly MappedArray<SignalTotals> _totals;
    private readonly TimeProvider _time;
    private readonly Counter?[] _bySlot;
    private readonly Dictionary<CountedSeries, Counter> _bySeries = [];
    private readonly List<Counter> _inOrder = [];
    private readonly List<Counter> _new = [];
    private readonly OomCandidates _candidates = new();
    private readonly Dictionary<Signal, long> _retired = [];
    private readonly long[] _retiredByKind = new long[SeriesKinds];

    internal SignalTable(int seriesMap, int slots, int totalsMap, TimeProvider time)
    {
        _slots = new MappedArray<SeriesSlot>(seriesMap, slots);
        _totals = new MappedArray<SignalTotals>(totalsMap, 1);
        _time = time;
        _bySlot = new Counter?[slots];
    }

    /// <summary>How many slots the program has given out.</summary>
    internal long Live => (long)Volatile.Read(ref _totals.Items->Live);

    /// <summary>Signals whose fate there was no room to follow.</summary>
    internal long Unfollowed => (long)Volatile.Read(ref _totals.Items->Unfollowed);

    /// <summary>Signals that were to be an event and found no room.</summary>
    internal long EventsLost => (long)Volatile.Read(ref _totals.Items->EventsLost);

    /// <summary>The program's words beside the table.</summary>
    internal SignalTotals* Totals => _totals.Items;

    /// <summary>Reads all counts; those of fates only where they are collected.</summary>
    internal SignalReading Read(bool termination, bool sendFailures)
    {
        Scan();
        var series = new ChunkedList<SeriesCount<SignalSeries>>();
        var retired = new Dictionary<Signal, long>(_retired);
        var terminated = new List<SeriesCount<TerminatedSeries>>();
        var escalations = new List<SeriesCount<EscalationSeries>>();
        var failures = new List<SeriesCount<SendFailureSeries>>();
        foreach (Counter counter in _inOrder)
        {
            switch (counter.Series)
            {
                case SignalSeries signals:
                    retired.TryAdd(signals.Signal, 0);
                    if (counter.Value > 0)
                    {
                        series.Add(new(signals, counter.Started, counter.Value));
                    }

                    break;
                case TerminatedSeries ended when counter.Value > 0:
                    terminated.Add(new(ended, counter.Started, counter.Value));
                    break;
                case EscalationSeries escalated:
                    escalations.Add(new(escalated, counter.Started, counter.Value));
                    break;
                case SendFailureSeries failed:
                    failures.Add(new(failed, counter.Started, counter.Value));
                    break;
            }
        }

        return new SignalReading(
            series,
            ReadOther(SeriesKind.Generated),
            BootClock.TimeOfDay(_totals.Items->OtherBorn),
            retired)
        {
            Fates = new FateReading
            {
                Terminated = termination ? Counts(SeriesKind.Terminated, terminated) : null,
                Escalations = termination ? Counts(SeriesKind.Escalation, escalations) : null,
                SendFailures = sendFailures ? Counts(SeriesKind.SendFailure, failures) : null,
            },
        };
    }

    /// <summary>Takes one signal off a series, as if it had not been sent.</summary>
    internal void TakeOff(SignalSeries series)
    {
        for (int i = 0; i < _bySlot.Length; i++)
        {
            ref ulong count = ref _slots.Items[i].N;
            if (_bySlot[i] is { } counter && counter.Series.Equals(series) && Volatile.Read(ref count) > 0)
            {
                Interlocked.Decrement(ref count);
                return;
            }
        }
    }

    /// <summary>
    /// Ends the series that were idle for <paramref name="idle"/>, the longest idle first, until no more than
    /// <paramref name="keep"/> slots live. Their counts go to the retired ones, to the last signal.
    /// </summary>
    internal void Retire(TimeSpan idle, long keep)
    {
        Scan();
        long surplus = Live - keep;
        if (surplus <= 0)
        {
            return;
        }

        long now = _time.GetTimestamp();
        HashSet<Counter> ending = [.. _inOrder
            .Where(counter => counter.Whole is null && _time.GetElapsedTime(counter.LastChange, now) >= idle)
            .OrderBy(counter => counter.LastChange)
            .Take((int)Math.Min(surplus, int.MaxValue))];
        if (ending.Count > 0)
        {
            End(ending);
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _totals.Dispose();
    }

    private void Scan()
    {
        foreach (Counter counter in _inOrder)
        {
            counter.Clear();
        }

        _candidates.Clear();
        for (int i = 0; i < _slots.Length; i++)
        {
            SeriesSlot* slot = _slots.Items + i;
            ulong meta = Volatile.Read(ref slot->Key.Meta);
            if (meta is MetaFree or MetaClaimed)
            {
                continue;
            }

            Counter counter = _bySlot[i] ??= CounterFor(slot);
            if (OriginOf(meta) == OriginOomCandidate)
            {
                _candidates.Add(slot, counter, CounterFor(slot, Origin.Oom, whole: counter));
            }
            else
            {
                counter.Add((long)Volatile.Read(ref slot->N));
            }
        }

        _candidates.Settle();

        // By age: an order that stays, and one that compresses better than that of the slots.
        _new.Sort((a, b) => a.Started.CompareTo(b.Started));
        _inOrder.AddRange(_new);
        _new.Clear();
        long now = _time.GetTimestamp();
        foreach (Counter counter in _inOrder)
        {
            counter.Note(now);
        }
    }

    private void End(HashSet<Counter> ending)
    {
        var slots = new List<(int Index, CountedSeries Series)>();
        for (int i = 0; i < _bySlot.Length; i++)
        {
            if (_bySlot[i] is { } counter && ending.Contains(counter))
            {
                // From here on the program finds no such key here; whoever found it before is done after a grace period.
                Volatile.Write(ref _slots.Items[i].Key.Meta, MetaClaimed);
                _bySlot[i] = null;
                slots.Add((i, counter.Series));
            }
        }

        GracePeriod.Wait();
        foreach ((int index, CountedSeries series) in slots)
        {
            SeriesSlot* slot = _slots.Items + index;
            long count = (long)Volatile.Read(ref slot->N);
            if (series is SignalSeries)
            {
                _retired[series.Signal] = _retired.GetValueOrDefault(series.Signal) + count;
            }
            else
            {
                _retiredByKind[(int)KindOf(series)] += count;
            }

            Free(slot);
        }

        bool HasEnded(Counter counter) => ending.Contains(counter.Whole ?? counter);
        foreach (Counter counter in _inOrder.Where(HasEnded))
        {
            _bySeries.Remove(counter.Series);
        }

        _inOrder.RemoveAll(HasEnded);
    }

    private void Free(SeriesSlot* slot)
    {
        Interlocked.Decrement(ref _totals.Items->Live);
        Interlocked.Decrement(ref _totals.Items->Owned[Math.Min(slot->Owner, OwnerBuckets)]);
        *slot = new SeriesSlot { Key = new SeriesKey { Meta = MetaClaimed } };
        Volatile.Write(ref slot->Key.Meta, MetaFree);
    }

    private CountReading<T> Counts<T>(SeriesKind kind, List<SeriesCount<T>> series)
        where T : CountedSeries => new(series, ReadOther(kind), _retiredByKind[(int)kind]);

    private Dictionary<Signal, long> ReadOther(SeriesKind kind)
    {
        var other = new Dictionary<Signal, long>();
        foreach (Signal signal in Signal.All.Prepend(Signal.Invalid))
        {
            long n = (long)Volatile.Read(ref _totals.Items->Other[((int)kind * (SignalCount + 1)) + signal.Number]);
            if (n > 0)
            {
                other.Add(signal, n);
            }
        }

        return other;
    }

    private Counter CounterFor(SeriesSlot* slot)
    {
        int origin = OriginOf(slot->Key.Meta);
        return CounterFor(slot, origin == OriginOomCandidate ? Origin.Kernel : (Origin)origin, whole: null);
    }

    /// <summary>One counter a series, also where two CPUs claimed a slot each for it at the same time.</summary>
    private Counter CounterFor(SeriesSlot* slot, Origin origin, Counter? whole)
    {
        CountedSeries series = Decode(slot->Key, origin);
        if (!_bySeries.TryGetValue(series, out Counter? counter))
        {
            counter = new Counter(series, BootClock.TimeOfDay(slot->Born), whole);
            _bySeries.Add(series, counter);
            _new.Add(counter);
        }

        return counter;
    }

    private static int OriginOf(ulong meta) => (byte)(meta >> MetaOriginShift);

    private static SeriesKind KindOf(CountedSeries series) => series switch
    {
        TerminatedSeries => SeriesKind.Terminated,
        EscalationSeries => SeriesKind.Escalation,
        SendFailureSeries => SeriesKind.SendFailure,
        _ => SeriesKind.Generated,
    };

    private static CountedSeries Decode(in SeriesKey key, Origin origin)
    {
        int number = (byte)(key.Meta >> MetaSignalShift);
        Signal signal = number == 0 ? Signal.Invalid : new Signal(number);
        var sender = new Comm(key.Sender0, key.Sender1);
        var receiver = new Comm(key.Receiver0, key.Receiver1);
        int code = (int)(key.Meta >> MetaCodeShift);
        return (SeriesKind)(byte)(key.Meta >> MetaKindShift) switch
        {
            SeriesKind.Terminated => new TerminatedSeries(signal, sender, receiver, origin),
            SeriesKind.Escalation => new EscalationSeries(sender, receiver),
            SeriesKind.SendFailure => new SendFailureSeries(signal, sender, (SendingCall)(code >> 16), LabelNames.ErrorName(code & 0xffff) is null ? 0 : code & 0xffff),
            _ => new SignalSeries(
                signal, sender, receiver, new SignalCode(signal, code, origin), origin, (SignalResult)(byte)(key.Meta >> MetaResultShift)),
        };
    }
}
