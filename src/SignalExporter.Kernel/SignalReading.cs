namespace SignalExporter.Kernel;

/// <summary>All that a source has counted, at one moment.</summary>
/// <param name="Series">The live series, in an order that does not change while they live.</param>
/// <param name="Other">Signals that found no room for a series of their own, by signal; none where there are none.</param>
/// <param name="OtherStarted">When the first of <paramref name="Other"/> was counted.</param>
public sealed record SignalReading(
    IReadOnlyList<SignalCount> Series, IReadOnlyDictionary<Signal, long> Other, DateTimeOffset OtherStarted);
