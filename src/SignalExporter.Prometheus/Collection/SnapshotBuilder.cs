namespace SignalExporter.Prometheus.Collection;

/// <summary>Takes what one collection finds, and keeps out what would break the formats.</summary>
internal sealed class SnapshotBuilder(SeenLabels seen, ExporterLog log) : IMetricSink
{
    private readonly FamilyTable _families = new(log);
    private LabelSet? _target;
    private MetricFamily? _family;
    private FamilySnapshot? _current;
    private bool _built;

    public void SetTarget(LabelSet labels)
    {
        _target = labels;
        _families.ReserveTarget();
    }

    public void Begin(MetricFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        ThrowIfBuilt();
        _family = family;
        _current = _families.FindOrAdd(family);
        if (_current is not null)
        {
            seen.Begin(_current.Points);
        }
    }

    public void Add(LabelSet labels, long value, DateTimeOffset started = default) =>
        Add(labels, value, started, exemplar: null);

    public void Add(LabelSet labels, double value, DateTimeOffset started = default) =>
        Add(labels, value, started, exemplar: null);

    public void Add(
        LabelSet labels,
        ReadOnlySpan<double> bounds,
        ReadOnlySpan<long> bucketCounts,
        double sum,
        DateTimeOffset started = default) => Add(labels, bounds, bucketCounts, sum, started, exemplars: []);

    public void Add(LabelSet labels, long value, DateTimeOffset started, Exemplar? exemplar)
    {
        if (AcceptsNumber(labels, isCounterValue: value >= 0, value) is { } family)
        {
            family.Points.Add(new Point(labels, value, started, exemplar));
        }
    }

    public void Add(LabelSet labels, double value, DateTimeOffset started, Exemplar? exemplar)
    {
        if (AcceptsNumber(labels, isCounterValue: double.IsFinite(value) && value >= 0, value) is { } family)
        {
            family.Points.Add(new Point(labels, value, started, exemplar));
        }
    }

    public void Add(
        LabelSet labels,
        ReadOnlySpan<double> bounds,
        ReadOnlySpan<long> bucketCounts,
        double sum,
        DateTimeOffset started,
        ReadOnlySpan<Exemplar> exemplars)
    {
        var family = RequireFamily(labels, histogram: true);
        if (bucketCounts.Length != bounds.Length + 1)
        {
            throw new ArgumentException(
                $"{bounds.Length} bounds need {bounds.Length + 1} counts, not {bucketCounts.Length}.",
                nameof(bucketCounts));
        }

        var written = family.Bounds(bounds);
        if (_current is null)
        {
            return;
        }

        if (labels.HasBucketLabel || !TryAccumulate(bucketCounts, out var cumulative))
        {
            log.BadHistogram(family, labels);
        }
        else if (IsNew(labels))
        {
            var data = new HistogramData(written, cumulative, sum, LatestOfEachBucket(written, exemplars));
            _current.Points.Add(new Point(labels, data, started));
        }
    }

    /// <summary>Ends the collection; nothing can be added any more.</summary>
    public Snapshot Build()
    {
        ThrowIfBuilt();
        _built = true;
        return new Snapshot(_target, [.. _families.Families.Where(static family => family.Points.Count > 0)]);
    }

    private FamilySnapshot? AcceptsNumber(LabelSet labels, bool isCounterValue, double value)
    {
        var family = RequireFamily(labels, histogram: false);
        if (_current is null)
        {
            return null;
        }

        if (family.Kind == MetricKind.Counter && !isCounterValue)
        {
            log.BadCounter(family, labels, value);
            return null;
        }

        return IsNew(labels) ? _current : null;
    }

    private bool IsNew(LabelSet labels)
    {
        if (seen.IsNew(labels))
        {
            return true;
        }

        log.DuplicateSeries(_family!, labels);
        return false;
    }

    private MetricFamily RequireFamily(LabelSet labels, bool histogram)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ThrowIfBuilt();
        if (_family is null)
        {
            throw new InvalidOperationException("A point needs a family: call Begin first.");
        }

        return (_family.Kind == MetricKind.Histogram) == histogram
            ? _family
            : throw new InvalidOperationException($"{_family.Name} is a {_family.Kind}: this point is none.");
    }

    private void ThrowIfBuilt()
    {
        if (_built)
        {
            throw new InvalidOperationException("The collection has ended: the sink is only for Produce.");
        }
    }

    private static bool TryAccumulate(ReadOnlySpan<long> counts, out long[] cumulative)
    {
        cumulative = new long[counts.Length];
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
            {
                return false;
            }

            cumulative[i] = total += counts[i];
        }

        return true;
    }

    private static Exemplar?[]? LatestOfEachBucket(HistogramBounds bounds, ReadOnlySpan<Exemplar> exemplars)
    {
        if (exemplars.IsEmpty)
        {
            return null;
        }

        var latest = new Exemplar?[bounds.Labels.Length];
        foreach (var exemplar in exemplars)
        {
            ref var kept = ref latest[bounds.IndexOf(exemplar.Value)];
            if (kept is null || kept.UtcTicks < exemplar.UtcTicks)
            {
                kept = exemplar;
            }
        }

        return latest;
    }
}
