using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>Takes what a producer has to say and keeps none of it.</summary>
internal sealed class NoSink : IMetricSink
{
    /// <inheritdoc/>
    public void Begin(MetricFamily family)
    {
    }

    /// <inheritdoc/>
    public void Add(LabelSet labels, long value, DateTimeOffset started = default)
    {
    }

    /// <inheritdoc/>
    public void Add(LabelSet labels, double value, DateTimeOffset started = default)
    {
    }

    /// <inheritdoc/>
    public void Add(
        LabelSet labels, ReadOnlySpan<double> bounds, ReadOnlySpan<long> bucketCounts, double sum, DateTimeOffset started = default)
    {
    }
}
