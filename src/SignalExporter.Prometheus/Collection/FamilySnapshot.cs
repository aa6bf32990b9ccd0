namespace SignalExporter.Prometheus.Collection;

/// <summary>A family and its points at the time of the collection.</summary>
internal sealed class FamilySnapshot(MetricFamily family)
{
    public MetricFamily Family { get; } = family;

    public PointList Points { get; } = new();
}
