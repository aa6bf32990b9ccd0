namespace SignalExporter.Kernel;

/// <summary>A histogram: how long it took, how often.</summary>
/// <param name="Series">What was measured: the same object in each reading for as long as the series lives.</param>
/// <param name="Started">When the series began.</param>
/// <param name="Buckets">One for each bound of <see cref="DurationBounds"/>, and one for what is beyond the last.</param>
public readonly record struct DurationCount(DurationSeries Series, DateTimeOffset Started, DurationBucket[] Buckets)
{
    /// <summary>How often it was measured.</summary>
    public long Count => Buckets.Sum(bucket => bucket.Count);

    /// <summary>How long it took in all.</summary>
    public TimeSpan Sum => TimeSpan.FromTicks(Buckets.Sum(bucket => bucket.Nanoseconds) / 100);
}
