namespace SignalExporter.Kernel;

/// <summary>A series and how many signals it has counted.</summary>
/// <param name="Series">What is counted: the same object in each reading for as long as the series lives.</param>
/// <param name="Started">When the series began to count.</param>
/// <param name="Value">Signals since then; never less than in an earlier reading.</param>
public readonly record struct SignalCount(SignalSeries Series, DateTimeOffset Started, long Value);
