namespace SignalExporter.Prometheus;

/// <summary>What the values of a family mean (OpenMetrics 1.0, "Metric Types").</summary>
public enum MetricKind
{
    /// <summary>A total that only grows, or starts again at 0.</summary>
    Counter,

    /// <summary>A value of the moment.</summary>
    Gauge,

    /// <summary>Observations counted in buckets, with their sum.</summary>
    Histogram,
}
