namespace SignalExporter.Prometheus;

/// <summary>Takes the families of an <see cref="IMetricProducer"/>, one after the other.</summary>
/// <remarks>
/// A point that Prometheus could not store is left out, and logged at a limited rate: a counter that is negative or
/// not finite, a negative bucket, a label <c>le</c> on a histogram, a label set that the family already has.
/// </remarks>
public interface IMetricSink
{
    /// <summary>Starts a family; the points that follow belong to it.</summary>
    /// <param name="family">
    /// The family. One with the Prometheus name of another, but of another kind, is left out with its points, and
    /// logged. One of the same kind continues the other, whose help and unit stay.
    /// </param>
    void Begin(MetricFamily family);

    /// <summary>Adds a counter's or a gauge's point.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="value">The value, in the unit of the family.</param>
    /// <param name="started">Since when a counter counts; the default value where that is not known.</param>
    /// <exception cref="InvalidOperationException">No family was begun, or it is a histogram.</exception>
    void Add(LabelSet labels, long value, DateTimeOffset started = default);

    /// <inheritdoc cref="Add(LabelSet, long, DateTimeOffset)"/>
    void Add(LabelSet labels, double value, DateTimeOffset started = default);

    /// <summary>Adds a histogram's point.</summary>
    /// <param name="labels">The labels of the series; none may be named <c>le</c>.</param>
    /// <param name="bounds">The upper bounds of the buckets, inclusive, ascending and finite; copied.</param>
    /// <param name="bucketCounts">
    /// The observations in each bucket by itself, not cumulative; one more than <paramref name="bounds"/>, the last
    /// for what is above every bound; copied.
    /// </param>
    /// <param name="sum">The sum of all observations, in the unit of the family.</param>
    /// <param name="started">Since when the histogram counts; the default value where that is not known.</param>
    /// <exception cref="InvalidOperationException">No family was begun, or it is no histogram.</exception>
    /// <exception cref="ArgumentException">The bounds do not ascend, or the counts do not fit them.</exception>
    void Add(
        LabelSet labels,
        ReadOnlySpan<double> bounds,
        ReadOnlySpan<long> bucketCounts,
        double sum,
        DateTimeOffset started = default);
}
