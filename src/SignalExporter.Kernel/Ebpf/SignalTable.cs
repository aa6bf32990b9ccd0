using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Reads the kernel program's table: memory that it shares with us, so a reading costs no system call and the counts are
/// those of that moment. What a slot stands for is decoded once, when it is first seen.
/// </summary>
internal sealed unsafe class SignalTable : IDisposable
{
    private readonly MappedArray<SeriesSlot> _slots;
    private readonly MappedArray<SignalTotals> _totals;
    private readonly Counter?[] _bySlot;
    private readonly Dictionary<SignalSeries, Counter> _bySeries = [];
    private readonly List<Counter> _inOrder = [];
    private readonly OomCandidates _candidates = new();

    internal SignalTable(int seriesMap, int slots, int totalsMap)
    {
        _slots = new MappedArray<SeriesSlot>(seriesMap, slots);
        _totals = new MappedArray<SignalTotals>(totalsMap, 1);
        _bySlot = new Counter?[slots];
    }

    internal SignalReading Read()
    {
        foreach (Counter counter in _inOrder)
        {
            counter.Value = 0;
        }

        ReadSlots();
        _candidates.Settle();

        var series = new List<SignalCount>(_inOrder.Count);
        foreach (Counter counter in _inOrder)
        {
            if (counter.Value > 0)
            {
                series.Add(new SignalCount(counter.Series, counter.Started, counter.Value));
            }
        }

        return new SignalReading(series, ReadOther(), BootClock.TimeOfDay(_totals.Items->OtherBorn));
    }

    public void Dispose()
    {
        _slots.Dispose();
        _totals.Dispose();
    }

    private void ReadSlots()
    {
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
                _candidates.Add(slot, counter, CounterFor(slot, Origin.Oom));
            }
            else
            {
                counter.Value += (long)Volatile.Read(ref slot->N);
            }
        }
    }

    private Dictionary<Signal, long> ReadOther()
    {
        var other = new Dictionary<Signal, long>();
        foreach (Signal signal in Signal.All)
        {
            long n = (long)Volatile.Read(ref _totals.Items->Other[signal.Number]);
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
        return CounterFor(slot, origin == OriginOomCandidate ? Origin.Kernel : (Origin)origin);
    }

    /// <summary>One counter a series, also where two CPUs claimed a slot each for it at the same time.</summary>
    private Counter CounterFor(SeriesSlot* slot, Origin origin)
    {
        SignalSeries series = Decode(slot->Key, origin);
        if (!_bySeries.TryGetValue(series, out Counter? counter))
        {
            counter = new Counter(series, BootClock.TimeOfDay(slot->Born));
            _bySeries.Add(series, counter);
            _inOrder.Add(counter);
        }

        return counter;
    }

    private static int OriginOf(ulong meta) => (byte)(meta >> MetaOriginShift);

    private static SignalSeries Decode(in SeriesKey key, Origin origin)
    {
        var signal = new Signal((byte)(key.Meta >> MetaSignalShift));
        return new SignalSeries(
            signal,
            new Comm(key.Sender0, key.Sender1),
            new Comm(key.Receiver0, key.Receiver1),
            new SignalCode(signal, (int)(key.Meta >> MetaCodeShift), origin),
            origin,
            (SignalResult)(byte)(key.Meta >> MetaResultShift));
    }
}
