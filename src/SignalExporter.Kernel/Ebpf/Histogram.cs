using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>A histogram while it lives, and what the reading under way has found for it.</summary>
internal sealed class Histogram(DurationSeries series, DateTimeOffset started)
{
    private readonly DurationBucket[] _buckets = new DurationBucket[HistogramBuckets];
    private long _lastCount = -1;

    internal DurationSeries Series { get; } = series;

    internal DateTimeOffset Started { get; } = started;

    /// <summary>When a reading last found something new: a monotonic time stamp.</summary>
    internal long LastChange { get; private set; }

    /// <summary>Begins a reading.</summary>
    internal void Clear() => Array.Clear(_buckets);

    /// <summary>Adds what a slot has in a bucket.</summary>
    internal void Add(int bucket, DurationBucket found) => _buckets[bucket] = new DurationBucket(
        _buckets[bucket].Count + found.Count, _buckets[bucket].Nanoseconds + found.Nanoseconds);

    /// <summary>Ends a reading: notes whether anything was measured since the last one.</summary>
    /// <param name="now">A monotonic time stamp.</param>
    internal void Note(long now)
    {
        long count = 0;
        foreach (DurationBucket bucket in _buckets)
        {
            count += bucket.Count;
        }

        if (count != _lastCount)
        {
            (_lastCount, LastChange) = (count, now);
        }
    }

    internal DurationCount ToCount() => new(Series, Started, [.. _buckets]);
}
