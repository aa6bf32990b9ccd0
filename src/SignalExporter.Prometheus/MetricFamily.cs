using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus;

/// <summary>
/// The identity of a family: its name, kind, unit and help. Built once and used for every collection.
/// </summary>
public sealed class MetricFamily
{
    // The series of a family share their bounds as a rule, so the last ones are kept as they are written. A race
    // between two exporters costs one encoding more, no harm.
    private HistogramBounds? _lastBounds;

    /// <summary>Makes the identity of a family.</summary>
    /// <param name="name">OpenTelemetry's name, as in <c>http.server.requests</c>.</param>
    /// <param name="kind">What its values mean.</param>
    /// <param name="unit">OpenTelemetry's unit (UCUM), as in <c>s</c>, <c>By</c> or <c>{request}</c>.</param>
    /// <param name="help">One sentence for people; none where it is null or blank.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is no kind.</exception>
    public MetricFamily(string name, MetricKind kind, string? unit, string? help)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of metric.");
        }

        Name = name;
        Kind = kind;
        Unit = unit;
        Help = string.IsNullOrWhiteSpace(help) ? null : help;

        UnitWord = Names.UnitWord.From(unit);
        OpenMetricsName = NameTranslation.Family(name, kind, UnitWord);
        PrometheusName = kind == MetricKind.Counter ? NameTranslation.Total(OpenMetricsName) : OpenMetricsName;
        ClaimedNames = NameTranslation.Claimed(OpenMetricsName, kind);
        SampleNames = new SampleNames(PrometheusName, OpenMetricsName);
        TextHeader = FamilyHeader.Text(this);
        OpenMetricsHeader = FamilyHeader.OpenMetrics(this);
    }

    /// <summary>OpenTelemetry's name.</summary>
    public string Name { get; }

    /// <summary>What the values mean.</summary>
    public MetricKind Kind { get; }

    /// <summary>OpenTelemetry's unit.</summary>
    public string? Unit { get; }

    /// <summary>The help text; null where there is none.</summary>
    public string? Help { get; }

    /// <summary>The name in Prometheus, as a query uses it: a counter's ends in <c>_total</c>.</summary>
    public string PrometheusName { get; }

    /// <summary>The name of the family in OpenMetrics: a counter's has no <c>_total</c>.</summary>
    public string OpenMetricsName { get; }

    /// <summary>The unit as a word of Prometheus; empty where there is none.</summary>
    internal string UnitWord { get; }

    /// <summary>Every name that belongs to this family in one of the formats, so that no other may use it.</summary>
    internal string[] ClaimedNames { get; }

    internal SampleNames SampleNames { get; }

    internal ReadOnlyMemory<byte> TextHeader { get; }

    internal ReadOnlyMemory<byte> OpenMetricsHeader { get; }

    /// <summary>The bounds in their written form.</summary>
    /// <exception cref="ArgumentException">They are not finite or do not ascend.</exception>
    internal HistogramBounds Bounds(ReadOnlySpan<double> bounds)
    {
        var last = _lastBounds;
        if (last is null || !last.Values.AsSpan().SequenceEqual(bounds))
        {
            _lastBounds = last = HistogramBounds.Create(bounds);
        }

        return last;
    }
}
