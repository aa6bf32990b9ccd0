namespace SignalExporter.Kernel;

/// <summary>All that a source has counted, at one moment.</summary>
/// <param name="Series">The live series, in an order that does not change while they live.</param>
/// <param name="Other">Signals that found no room for a series of their own, by signal; none where there are none.</param>
/// <param name="OtherStarted">When the first count without a series of its own was made.</param>
/// <param name="Retired">
/// Signals of series that were ended to make room, by signal, 0 for a signal that was only seen: series + other + retired
/// is all that was sent.
/// </param>
public sealed record SignalReading(
    IReadOnlyList<SeriesCount<SignalSeries>> Series,
    IReadOnlyDictionary<Signal, long> Other,
    DateTimeOffset OtherStarted,
    IReadOnlyDictionary<Signal, long> Retired)
{
    /// <summary>What became of them.</summary>
    public FateReading Fates { get; init; } = new();
}
