namespace SignalExporter.Kernel.Ebpf;

/// <summary>A series while it lives, and what the reading under way has found for it.</summary>
/// <param name="series">What is counted.</param>
/// <param name="started">When its first slot was claimed.</param>
/// <param name="whole">The counter that owns its slots, where this one shows only a share of them: the OOM kills.</param>
internal sealed class Counter(CountedSeries series, DateTimeOffset started, Counter? whole)
{
    private long _lastSent = -1;

    internal CountedSeries Series { get; } = series;

    internal DateTimeOffset Started { get; } = started;

    internal Counter? Whole { get; } = whole;

    /// <summary>What is shown.</summary>
    internal long Value { get; private set; }

    /// <summary>What its slots have counted: more than is shown where some of it was the OOM killer's.</summary>
    internal long Sent { get; private set; }

    /// <summary>When a reading last found something new: a monotonic time stamp.</summary>
    internal long LastChange { get; private set; }

    /// <summary>Begins a reading.</summary>
    internal void Clear() => Value = Sent = 0;

    /// <summary>Adds what a slot has counted, all of it this series'.</summary>
    internal void Add(long count)
    {
        Value += count;
        Sent += count;
    }

    /// <summary>Adds what a slot has counted, a part of it this series'.</summary>
    internal void Add(long shown, long sent)
    {
        Value += shown;
        Sent += sent;
    }

    /// <summary>Ends a reading: notes whether anything was counted since the last one.</summary>
    /// <param name="now">A monotonic time stamp.</param>
    internal void Note(long now)
    {
        if (Sent != _lastSent)
        {
            (_lastSent, LastChange) = (Sent, now);
        }
    }
}
