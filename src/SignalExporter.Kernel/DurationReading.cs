namespace SignalExporter.Kernel;

/// <summary>The histograms of one kind, at one moment.</summary>
/// <param name="Series">The live series.</param>
/// <param name="Other">What found no room for a series of its own; only its signal means anything.</param>
/// <param name="Retired">How many durations the series had that were ended to make room.</param>
public sealed record DurationReading(
    IReadOnlyList<DurationCount> Series, IReadOnlyList<DurationCount> Other, long Retired);
