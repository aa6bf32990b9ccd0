using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// The watchlist in the kernel, and what it counts: a small table of its own, so that no flood of other names takes its place.
/// It is emptied into whoever reads it. Not for two threads at once.
/// </summary>
internal sealed unsafe class CriticalTable : IDisposable
{
    // Few enough that the window of the next pair has room, many enough that an ordinary host never waits for a grace period.
    private const int KeptPairs = 256;

    private readonly MappedArray<SeriesSlot> _slots;
    private readonly MappedArray<WatchState> _state;
    private readonly long[] _taken = new long[CriticalSlots];
    private readonly long[] _takenOom = new long[CriticalSlots];
    private readonly List<CriticalOverflow> _overflow = [];
    private IReadOnlyList<WatchPattern> _patterns = [];
    private bool _mayBeInUse;

    internal CriticalTable(int slotsMap, int stateMap)
    {
        _slots = new MappedArray<SeriesSlot>(slotsMap, CriticalSlots);
        _state = new MappedArray<WatchState>(stateMap, 1);
    }

    /// <summary>Watches for these from now on, and for no others.</summary>
    internal void Watch(IReadOnlyList<WatchPattern> patterns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patterns.Count, MaxWatchPatterns, nameof(patterns));
        if (_mayBeInUse)
        {
            GracePeriod.Wait();
            _mayBeInUse = false;
        }

        WatchlistLayout* next = List(Active ^ 1);
        *next = default;
        for (int i = 0; i < patterns.Count; i++)
        {
            WatchPattern pattern = patterns[i];
            ulong signals = SignalSet.Bits(pattern.Signals);
            next->Patterns[i] = new WatchPatternLayout
            {
                Name0 = pattern.Process.Name.Words.First,
                Name1 = pattern.Process.Name.Words.Second,
                Mask0 = pattern.Process.Mask.First,
                Mask1 = pattern.Process.Mask.Second,
                Signals = signals,
            };
            next->Signals |= signals;
        }

        next->Count = (ulong)patterns.Count;
        Volatile.Write(ref _state.Items->Active, Active ^ 1);

        // What still counts by the old list is done after this; by an empty one nothing does.
        if (_patterns.Count > 0)
        {
            GracePeriod.Wait();
            TakeOverflow(List(Active ^ 1));
        }

        _patterns = patterns;
    }

    /// <summary>Watches for nothing from now on, at once, and forgets what was not taken.</summary>
    internal void Forget()
    {
        *List(Active ^ 1) = default;
        Volatile.Write(ref _state.Items->Active, Active ^ 1);
        _patterns = [];
        _mayBeInUse = true;
    }

    /// <summary>What was counted since the last call.</summary>
    internal CriticalReading Take()
    {
        List<Used> used = FindUsed();
        bool makeRoom = used.Count > KeptPairs;
        bool wait = false;
        foreach (Used slot in used)
        {
            // An OOM kill may still be decided where something new was counted.
            bool undecided = slot.IsCandidate && slot.Sent != _taken[slot.Index] + _takenOom[slot.Index];
            slot.Ends = makeRoom && !undecided;
            wait |= undecided || slot.Ends;
            if (slot.Ends)
            {
                Volatile.Write(ref _slots.Items[slot.Index].Key.Meta, MetaClaimed);
            }
        }

        if (wait)
        {
            GracePeriod.Wait();
        }

        var taken = new List<CriticalSignal>();
        foreach (Used slot in used)
        {
            Take(slot, taken);
        }

        TakeOverflow(List(Active));
        CriticalOverflow[] overflow = [.. _overflow];
        _overflow.Clear();
        return new CriticalReading(taken, overflow);
    }

    public void Dispose()
    {
        _slots.Dispose();
        _state.Dispose();
    }

    private ulong Active => Volatile.Read(ref _state.Items->Active) & 1;

    private WatchlistLayout* List(ulong index) => index == 0 ? &_state.Items->List0 : &_state.Items->List1;

    private List<Used> FindUsed()
    {
        var used = new List<Used>();
        for (int i = 0; i < _slots.Length; i++)
        {
            SeriesSlot* slot = _slots.Items + i;
            ulong meta = Volatile.Read(ref slot->Key.Meta);
            if (meta is not (MetaFree or MetaClaimed))
            {
                used.Add(new Used(i, meta, (long)Volatile.Read(ref slot->N)));
            }
        }

        return used;
    }

    private void Take(Used used, List<CriticalSignal> taken)
    {
        SeriesSlot* slot = _slots.Items + used.Index;
        long oom = Volatile.Read(ref slot->Oom);
        long sent = used.IsCandidate ? used.Sent : (long)Volatile.Read(ref slot->N);
        Origin origin = used.IsCandidate ? Origin.Kernel : (Origin)used.Origin;
        Take(ref _taken[used.Index], sent - oom, origin);
        Take(ref _takenOom[used.Index], oom, Origin.Oom);
        if (used.Ends)
        {
            _taken[used.Index] = _takenOom[used.Index] = 0;
            *slot = new SeriesSlot { Key = new SeriesKey { Meta = MetaClaimed } };
            Volatile.Write(ref slot->Key.Meta, MetaFree);
        }

        void Take(ref long before, long now, Origin origin)
        {
            if (now <= before)
            {
                return; // nothing new, or an OOM kill that is taken off before it was put on
            }

            uint uid = (uint)(used.Meta >> MetaUidShift);
            taken.Add(new CriticalSignal(
                new Signal((byte)(used.Meta >> MetaSignalShift)),
                new Comm(slot->Key.Sender0, slot->Key.Sender1),
                uid == NoUid ? null : uid,
                new Comm(slot->Key.Receiver0, slot->Key.Receiver1),
                origin,
                now - before,
                BootClock.TimeOfDay(Volatile.Read(ref slot->Born))));
            before = now;
        }
    }

    private void TakeOverflow(WatchlistLayout* list)
    {
        for (int pattern = 0; pattern < _patterns.Count; pattern++)
        {
            foreach (Signal signal in _patterns[pattern].Signals)
            {
                long count = (long)Interlocked.Exchange(ref list->Overflow[(pattern * (SignalLayout.SignalCount + 1)) + signal.Number], 0);
                if (count > 0)
                {
                    _overflow.Add(new CriticalOverflow(_patterns[pattern], signal, count));
                }
            }
        }
    }

    private sealed class Used(int index, ulong meta, long sent)
    {
        internal int Index => index;

        internal ulong Meta => meta;

        internal long Sent => sent;

        internal int Origin => (byte)(meta >> MetaOriginShift);

        internal bool IsCandidate => Origin == OriginOomCandidate;

        internal bool Ends { get; set; }
    }
}
