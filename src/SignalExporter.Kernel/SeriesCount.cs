namespace SignalExporter.Kernel;

/// <summary>A series and how much it has counted.</summary>
/// <param name="Series">What is counted: the same object in each reading for as long as the series lives.</param>
/// <param name="Started">When the series began to count.</param>
/// <param name="Value">The count since then; never less than in an earlier reading.</param>
public readonly record struct SeriesCount<T>(T Series, DateTimeOffset Started, long Value)
    where T : CountedSeries;
