namespace SignalExporter.Prometheus.Collection;

/// <summary>What a histogram's point holds.</summary>
/// <param name="Bounds">The bounds of the buckets.</param>
/// <param name="Cumulative">The observations at or below each bound; the last is the count of all.</param>
/// <param name="Sum">The sum of the observations.</param>
/// <param name="Exemplars">One for each bucket or null; null where there are none.</param>
internal sealed record HistogramData(
    HistogramBounds Bounds,
    long[] Cumulative,
    double Sum,
    Exemplar?[]? Exemplars)
{
    /// <summary>
    /// Whether OpenMetrics takes the sum: it is a counter there, neither NaN nor negative, and goes with no negative
    /// bound. Without a sum there is no count either (OpenMetrics 1.0, "Histogram").
    /// </summary>
    public bool HasCounterLikeSum => Sum >= 0 && !Bounds.HasNegative;
}
