using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// SIGKILLs of which only the mark_victim that follows says whether the OOM killer sent them. Their slots are read in two
/// steps: all that was sent, and after a grace period, how many of these were OOM kills; the rest is the kernel's.
/// </summary>
internal sealed unsafe class OomCandidates
{
    private readonly List<Candidate> _candidates = [];
    private Dictionary<Counter, long> _shown = [];
    private long _settled;

    /// <summary>Begins a reading.</summary>
    internal void Clear() => _candidates.Clear();

    /// <summary>Notes how many were sent so far.</summary>
    internal void Add(SeriesSlot* slot, Counter kernel, Counter oom) =>
        _candidates.Add(new Candidate(slot, (long)Volatile.Read(ref slot->N), kernel, oom));

    /// <summary>Decides, and gives each counter its share.</summary>
    internal void Settle()
    {
        long sent = 0;
        foreach (Candidate candidate in _candidates)
        {
            sent += candidate.Sent;
        }

        if (sent != _settled)
        {
            // The kernel holds a spin lock from the signal to mark_victim: a grace period later all of them are decided.
            GracePeriod.Wait();
            _settled = sent;
        }

        // Two slots may stand for the same series.
        var totals = new Dictionary<Counter, (long Remainder, long Sent)>();
        foreach (Candidate candidate in _candidates)
        {
            long killed = Volatile.Read(ref candidate.Slot->Oom);
            candidate.Oom.Add(killed);
            (long rest, long before) = totals.GetValueOrDefault(candidate.Kernel);
            totals[candidate.Kernel] = (rest + candidate.Sent - killed, before + candidate.Sent);
        }

        var shown = new Dictionary<Counter, long>();
        foreach ((Counter kernel, (long rest, long all)) in totals)
        {
            // OOM kills since the first step are taken off without having been put on: what was shown stands.
            shown[kernel] = Math.Max(rest, _shown.GetValueOrDefault(kernel));
            kernel.Add(shown[kernel], all);
        }

        _shown = shown;
    }

    private readonly struct Candidate(SeriesSlot* slot, long sent, Counter kernel, Counter oom)
    {
        internal SeriesSlot* Slot { get; } = slot;

        internal long Sent { get; } = sent;

        internal Counter Kernel { get; } = kernel;

        internal Counter Oom { get; } = oom;
    }
}
