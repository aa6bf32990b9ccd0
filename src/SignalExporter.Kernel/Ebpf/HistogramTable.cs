using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Reads the kernel program's histograms, in memory that it shares with us. Not for two threads at once.
/// </summary>
internal sealed unsafe class HistogramTable : IDisposable
{
    // A sum that changes while its bucket is read is read again; the kernel adds to the count, then to the sum.
    private const int MaxAttempts = 8;

    private readonly MappedArray<HistogramSlot> _slots;
    private readonly SignalTotals* _totals;
    private readonly int _perKind;
    private readonly TimeProvider _time;
    private readonly Histogram?[] _bySlot;
    private readonly Dictionary<DurationSeries, Histogram>[] _bySeries = [[], []]; // by kind
    private readonly long[] _retired = new long[HistogramKinds];

    /// <param name="map">The descriptor of the map <c>histograms</c>.</param>
    /// <param name="perKind">How many slots each kind has, without those for what found no room.</param>
    /// <param name="totals">The program's words beside the tables.</param>
    /// <param name="time">Tells how long a series has been idle.</param>
    internal HistogramTable(int map, int perKind, SignalTotals* totals, TimeProvider time)
    {
        _slots = new MappedArray<HistogramSlot>(map, SlotCount(perKind));
        _totals = totals;
        _perKind = perKind;
        _time = time;
        _bySlot = new Histogram?[_slots.Length];
    }

    /// <summary>How long the map must be.</summary>
    internal static int SlotCount(int perKind) => HistogramKinds * (perKind + SignalCount + 1);

    internal DurationReading Read(HistogramKind kind)
    {
        Scan(kind);
        Histogram[] histograms = [.. InOrder(kind)];
        return new DurationReading(
            [.. histograms.Select(histogram => histogram.ToCount())],
            [.. Enumerable.Range(1, SignalCount).Select(signal => ReadOther(kind, signal)).Where(other => other.Buckets.Any(bucket => bucket.Count > 0))],
            _retired[(int)kind]);
    }

    /// <summary>Ends idle series: those that were idle for long, and sooner where three quarters of the limit live.</summary>
    internal void MakeRoom(HistogramKind kind, SignalSourceOptions options)
    {
        long live = (long)Volatile.Read(ref _totals->HistogramsLive[(int)kind]);
        Scan(kind);
        TimeSpan patience = options.SeriesIdle;
        if (live * 4 >= options.HistogramLimit * 3L && options.SeriesIdleUnderPressure < patience)
        {
            patience = options.SeriesIdleUnderPressure;
        }

        long now = _time.GetTimestamp();
        HashSet<Histogram> ending = [.. InOrder(kind).Where(histogram => _time.GetElapsedTime(histogram.LastChange, now) >= patience)];
        if (ending.Count > 0)
        {
            End(kind, ending);
        }
    }

    public void Dispose() => _slots.Dispose();

    private static DurationSeries Decode(HistogramKind kind, in SeriesKey key) => new(
        new Signal((byte)(key.Meta >> MetaSignalShift)),
        new Comm(key.Sender0, key.Sender1),
        new Comm(key.Receiver0, key.Receiver1),
        kind == HistogramKind.Termination ? (TerminationOutcome)(byte)(key.Meta >> MetaResultShift) : null);

    private static DurationBucket ReadBucket(ref HistogramBucket bucket)
    {
        long sum = (long)Volatile.Read(ref bucket.Sum);
        for (int i = 0; ; i++)
        {
            long count = (long)Volatile.Read(ref bucket.N);
            long again = (long)Volatile.Read(ref bucket.Sum);
            if (sum == again || i == MaxAttempts)
            {
                return new DurationBucket(count, again);
            }

            sum = again;
        }
    }

    private int First(HistogramKind kind) => (int)kind * (_perKind + SignalCount + 1);

    /// <summary>By age: an order that stays.</summary>
    private IEnumerable<Histogram> InOrder(HistogramKind kind) =>
        _bySeries[(int)kind].Values.OrderBy(histogram => histogram.Started);

    private void Scan(HistogramKind kind)
    {
        int first = First(kind);
        foreach (Histogram histogram in _bySeries[(int)kind].Values)
        {
            histogram.Clear();
        }

        long now = _time.GetTimestamp();
        for (int i = first; i < first + _perKind; i++)
        {
            HistogramSlot* slot = _slots.Items + i;
            ulong meta = Volatile.Read(ref slot->Key.Meta);
            if (meta is not MetaFree and not MetaClaimed)
            {
                Histogram histogram = _bySlot[i] ??= HistogramFor(kind, slot);
                for (int bucket = 0; bucket < HistogramBuckets; bucket++)
                {
                    histogram.Add(bucket, ReadBucket(ref slot->Buckets[bucket]));
                }
            }
        }

        foreach (Histogram histogram in _bySeries[(int)kind].Values)
        {
            histogram.Note(now);
        }
    }

    /// <summary>One histogram a series, also where two CPUs claimed a slot each for it at the same time.</summary>
    private Histogram HistogramFor(HistogramKind kind, HistogramSlot* slot)
    {
        DurationSeries series = Decode(kind, slot->Key);
        if (!_bySeries[(int)kind].TryGetValue(series, out Histogram? histogram))
        {
            histogram = new Histogram(series, BootClock.TimeOfDay(slot->Born));
            _bySeries[(int)kind].Add(series, histogram);
        }

        return histogram;
    }

    private DurationCount ReadOther(HistogramKind kind, int signal)
    {
        HistogramSlot* slot = _slots.Items + First(kind) + _perKind + signal;
        var buckets = new DurationBucket[HistogramBuckets];
        for (int bucket = 0; bucket < HistogramBuckets; bucket++)
        {
            buckets[bucket] = ReadBucket(ref slot->Buckets[bucket]);
        }

        return new DurationCount(
            new DurationSeries(new Signal(signal), default, default, null), BootClock.TimeOfDay(slot->Born), buckets);
    }

    private void End(HistogramKind kind, HashSet<Histogram> ending)
    {
        var slots = new List<int>();
        for (int i = First(kind); i < First(kind) + _perKind; i++)
        {
            if (_bySlot[i] is { } histogram && ending.Contains(histogram))
            {
                // As in SignalTable: nobody finds it from here on, and whoever did is done after a grace period.
                Volatile.Write(ref _slots.Items[i].Key.Meta, MetaClaimed);
                _bySlot[i] = null;
                slots.Add(i);
            }
        }

        GracePeriod.Wait();
        foreach (int i in slots)
        {
            HistogramSlot* slot = _slots.Items + i;
            for (int bucket = 0; bucket < HistogramBuckets; bucket++)
            {
                _retired[(int)kind] += (long)Volatile.Read(ref slot->Buckets[bucket].N);
            }

            *slot = new HistogramSlot { Key = new SeriesKey { Meta = MetaClaimed } };
            Volatile.Write(ref slot->Key.Meta, MetaFree);
            Interlocked.Decrement(ref _totals->HistogramsLive[(int)kind]);
        }

        foreach (Histogram histogram in ending)
        {
            _bySeries[(int)kind].Remove(histogram.Series);
        }
    }
}
