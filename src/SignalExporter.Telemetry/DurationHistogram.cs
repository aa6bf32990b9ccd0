using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>
/// A histogram of durations. The kernel has buckets, and the SDK's histogram takes single observations only: each collection records
/// what is new in a bucket as so many observations of its mean. So each count is exact, and each sum but for the rounding of a double.
/// A generation begins at 0, or for OTLP at what the receiver does not have.
/// </summary>
/// <param name="name">The instrument's name.</param>
/// <param name="help">The instrument's description.</param>
/// <param name="mostLive">How many label sets may live at once.</param>
/// <param name="bounds">The upper bounds of the buckets, in nanoseconds.</param>
/// <param name="otherTags">The tags of what was counted as <c>[other]</c>, by signal.</param>
internal sealed class DurationHistogram(
    string name, string help, int mostLive, IReadOnlyList<long> bounds, Func<Signal, KeyValuePair<string, object?>[]> otherTags)
    : SignalMetric(name, "s", help, mostLive)
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly double[] _boundaries = [.. bounds.Select(bound => bound / NanosecondsPerSecond)];
    private readonly Dictionary<DurationSeries, Entry> _entries = [];
    private readonly Entry?[] _other = new Entry?[Signal.MaxNumber + 1]; // by signal
    private Histogram<double> _instrument = null!;

    /// <summary>How many observations the generation has recorded.</summary>
    internal long Recorded { get; private set; }

    // What is recorded is means: the least and the greatest are not known.
    internal override MetricStreamConfiguration View => new ExplicitBucketHistogramConfiguration
    {
        Boundaries = _boundaries,
        RecordMinMax = false,
        CardinalityLimit = CardinalityLimit,
    };

    private IEnumerable<Entry> Entries => _entries.Values.Concat(_other.OfType<Entry>());

    internal override void CreateIn(Meter meter) => _instrument = meter.CreateHistogram<double>(Name, Unit, Help);

    /// <summary>Nothing: where a reading fails, what was recorded stays so, and must not be recorded again.</summary>
    internal override void Begin()
    {
    }

    /// <summary>Records what is new.</summary>
    internal void Update(DurationReading reading)
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.IsLive = false;
        }

        foreach (DurationCount count in reading.Series)
        {
            if (!_entries.TryGetValue(count.Series, out Entry? entry))
            {
                entry = new Entry(SeriesTags.Of(count.Series), count.Series.Signal, bounds.Count + 1);
                _entries.Add(count.Series, entry);
                LabelSets++;
            }

            entry.Update(count.Buckets, count.Started);
        }

        foreach (DurationCount count in reading.Other)
        {
            Other(count.Series.Signal).Update(count.Buckets, default);
        }

        foreach (Entry entry in Entries)
        {
            for (int i = 0; i < entry.Total.Length; i++)
            {
                long count = entry.Total[i].Count - entry.Recorded[i].Count;
                if (count > 0)
                {
                    Record(entry, i, count);
                }
            }
        }
    }

    internal override void End()
    {
    }

    internal override void Acknowledge()
    {
        foreach (Entry entry in Entries)
        {
            entry.Recorded.CopyTo(entry.Acknowledged, 0);
        }
    }

    internal override void Restart()
    {
        Recorded = 0;
        foreach (Entry entry in Entries)
        {
            entry.Acknowledged.CopyTo(entry.Recorded, 0);
        }

        foreach ((DurationSeries series, Entry entry) in _entries)
        {
            if (!entry.IsLive)
            {
                _entries.Remove(series);
                MoveToOther(entry);
            }
        }

        LabelSets = Entries.Count();
    }

    private void Record(Entry entry, int bucket, long count)
    {
        // What the kernel had counted but not yet added up makes a mean leave its bucket: it must not, and the rest comes later.
        long sum = entry.Total[bucket].Nanoseconds - entry.Recorded[bucket].Nanoseconds;
        double lowest = bucket == 0 ? 0 : Math.BitIncrement(_boundaries[bucket - 1]);
        double highest = bucket < _boundaries.Length ? _boundaries[bucket] : double.MaxValue;
        double mean = Math.Clamp(sum / (double)count / NanosecondsPerSecond, lowest, highest);
        for (long i = 0; i < count; i++)
        {
            _instrument.Record(mean, entry.Tags);
        }

        Recorded += count;
        bool isExact = mean == sum / (double)count / NanosecondsPerSecond;
        long recorded = isExact ? sum : (long)Math.Round(mean * count * NanosecondsPerSecond);
        DurationBucket before = entry.Recorded[bucket];
        entry.Recorded[bucket] = new DurationBucket(before.Count + count, before.Nanoseconds + recorded);
    }

    /// <summary>A series has ended, and its label set goes: what the receiver does not have of it becomes <c>[other]</c>.</summary>
    private void MoveToOther(Entry ended)
    {
        for (int i = 0; i < ended.Total.Length; i++)
        {
            long count = ended.Total[i].Count - ended.Acknowledged[i].Count;
            if (count > 0)
            {
                Other(ended.Signal).Add(i, count, ended.Total[i].Nanoseconds - ended.Acknowledged[i].Nanoseconds);
            }
        }
    }

    private Entry Other(Signal signal)
    {
        if (_other[signal.Number] is not { } entry)
        {
            entry = new Entry(otherTags(signal), signal, bounds.Count + 1);
            _other[signal.Number] = entry;
            LabelSets++;
        }

        return entry;
    }

    private sealed class Entry(KeyValuePair<string, object?>[] tags, Signal signal, int buckets)
    {
        private readonly DurationBucket[] _last = new DurationBucket[buckets];
        private DateTimeOffset _started;

        internal KeyValuePair<string, object?>[] Tags { get; } = tags;

        internal Signal Signal { get; } = signal;

        internal DurationBucket[] Total { get; } = new DurationBucket[buckets];

        internal DurationBucket[] Recorded { get; } = new DurationBucket[buckets];

        internal DurationBucket[] Acknowledged { get; } = new DurationBucket[buckets];

        internal bool IsLive { get; set; }

        // A series that comes back begins at 0.
        internal void Update(DurationBucket[] values, DateTimeOffset started)
        {
            bool isSame = started == _started;
            for (int i = 0; isSame && i < values.Length; i++)
            {
                isSame = values[i].Count >= _last[i].Count;
            }

            if (!isSame)
            {
                Array.Clear(_last);
            }

            for (int i = 0; i < values.Length; i++)
            {
                Add(i, values[i].Count - _last[i].Count, values[i].Nanoseconds - _last[i].Nanoseconds);
            }

            values.CopyTo(_last, 0);
            (_started, IsLive) = (started, true);
        }

        internal void Add(int bucket, long count, long nanoseconds) =>
            Total[bucket] = new DurationBucket(Total[bucket].Count + count, Total[bucket].Nanoseconds + nanoseconds);
    }
}
