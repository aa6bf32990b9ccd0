namespace SignalExporter.Kernel;

/// <summary>One bucket of a histogram, by itself: neighbours are not counted in.</summary>
/// <param name="Count">How many durations.</param>
/// <param name="Nanoseconds">Their sum.</param>
public readonly record struct DurationBucket(long Count, long Nanoseconds);
