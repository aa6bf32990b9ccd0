namespace SignalExporter.Kernel;

/// <summary>What was counted of one kind, at one moment.</summary>
/// <param name="Series">The live series.</param>
/// <param name="Other">What found no room for a series of its own, by signal.</param>
/// <param name="Retired">What the series had counted that were ended to make room.</param>
public sealed record CountReading<T>(
    IReadOnlyList<SeriesCount<T>> Series, IReadOnlyDictionary<Signal, long> Other, long Retired)
    where T : CountedSeries;
