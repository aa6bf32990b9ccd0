using System.Diagnostics.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// One histogram's buckets by label set, replayed into a histogram of the SDK: it takes single observations only. Each stands
/// for the mean of what is new in its bucket, so the count is exact, and the sum but for the rounding of a double.
/// </summary>
/// <param name="bounds">The upper bounds, in nanoseconds.</param>
/// <param name="other">The attributes of what found no room for a series of its own.</param>
internal sealed class HistogramTable(IReadOnlyList<long> bounds, Func<Signal, KeyValuePair<string, object?>[]> other) : ILabelSets
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly Dictionary<object, Entry> _entries = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>The upper bounds, in seconds.</summary>
    internal double[] Boundaries { get; } = [.. bounds.Select(bound => bound / NanosecondsPerSecond)];

    /// <inheritdoc/>
    public void Begin()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Live = false;
        }
    }

    /// <inheritdoc/>
    public void Acknowledge()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Replayed.CopyTo(entry.Acknowledged, 0);
        }
    }

    /// <inheritdoc/>
    public void Restart()
    {
        foreach ((object key, Entry entry) in _entries.ToArray())
        {
            entry.Acknowledged.CopyTo(entry.Replayed, 0);
            if (!entry.Live)
            {
                _entries.Remove(key);
                Fold(entry);
            }
        }
    }

    internal void Update(
        IReadOnlyList<DurationCount> series,
        IReadOnlyList<DurationCount> others,
        Func<DurationSeries, KeyValuePair<string, object?>[]> attributes)
    {
        foreach (DurationCount count in series)
        {
            if (!_entries.TryGetValue(count.Series, out Entry? entry))
            {
                entry = new Entry(attributes(count.Series), count.Series.Signal, bounds.Count + 1);
                _entries.Add(count.Series, entry);
            }

            entry.Update(count.Buckets, count.Started);
        }

        foreach (DurationCount count in others)
        {
            Other(count.Series.Signal).Update(count.Buckets, default);
        }
    }

    /// <summary>Tells the SDK's histogram what is new.</summary>
    internal void Replay(Histogram<double> histogram)
    {
        foreach (Entry entry in _entries.Values)
        {
            for (int i = 0; i < entry.Total.Length; i++)
            {
                long count = entry.Total[i].Count - entry.Replayed[i].Count;
                if (count > 0)
                {
                    Replay(histogram, entry, i, count);
                }
            }
        }
    }

    private void Replay(Histogram<double> histogram, Entry entry, int bucket, long count)
    {
        // What the kernel had counted but not yet added up makes a mean leave its bucket: it must not, and the rest comes later.
        long sum = entry.Total[bucket].Nanoseconds - entry.Replayed[bucket].Nanoseconds;
        double lowest = bucket == 0 ? 0 : Math.BitIncrement(Boundaries[bucket - 1]);
        double highest = bucket < Boundaries.Length ? Boundaries[bucket] : double.MaxValue;
        double mean = Math.Clamp(sum / (double)count / NanosecondsPerSecond, lowest, highest);
        for (long i = 0; i < count; i++)
        {
            histogram.Record(mean, entry.Attributes);
        }

        bool exact = mean == sum / (double)count / NanosecondsPerSecond;
        long told = exact ? sum : (long)Math.Round(mean * count * NanosecondsPerSecond);
        DurationBucket before = entry.Replayed[bucket];
        entry.Replayed[bucket] = new DurationBucket(before.Count + count, before.Nanoseconds + told);
    }

    private void Fold(Entry entry)
    {
        for (int i = 0; i < entry.Total.Length; i++)
        {
            long count = entry.Total[i].Count - entry.Acknowledged[i].Count;
            if (count > 0)
            {
                long sum = entry.Total[i].Nanoseconds - entry.Acknowledged[i].Nanoseconds;
                Other(entry.Signal).Add(i, count, sum);
            }
        }
    }

    private Entry Other(Signal signal)
    {
        if (!_entries.TryGetValue(signal, out Entry? entry))
        {
            entry = new Entry(other(signal), signal, bounds.Count + 1);
            _entries.Add(signal, entry);
        }

        return entry;
    }

    private sealed class Entry(KeyValuePair<string, object?>[] attributes, Signal signal, int buckets)
    {
        private readonly DurationBucket[] _last = new DurationBucket[buckets];
        private DateTimeOffset _started;

        internal KeyValuePair<string, object?>[] Attributes { get; } = attributes;

        internal Signal Signal { get; } = signal;

        internal DurationBucket[] Total { get; } = new DurationBucket[buckets];

        internal DurationBucket[] Replayed { get; } = new DurationBucket[buckets];

        internal DurationBucket[] Acknowledged { get; } = new DurationBucket[buckets];

        internal bool Live { get; set; }

        // A series that comes back begins at 0.
        internal void Update(DurationBucket[] values, DateTimeOffset started)
        {
            bool same = started == _started && !values.Where((value, i) => value.Count < _last[i].Count).Any();
            if (!same)
            {
                Array.Clear(_last);
            }

            for (int i = 0; i < values.Length; i++)
            {
                Add(i, values[i].Count - _last[i].Count, values[i].Nanoseconds - _last[i].Nanoseconds);
            }

            values.CopyTo(_last, 0);
            _started = started;
            Live = true;
        }

        // Live, or the next new provider would forget it.
        internal void Add(int bucket, long count, long nanoseconds)
        {
            Total[bucket] = new DurationBucket(Total[bucket].Count + count, Total[bucket].Nanoseconds + nanoseconds);
            Live = true;
        }
    }
}
