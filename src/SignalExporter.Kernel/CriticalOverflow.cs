namespace SignalExporter.Kernel;

/// <summary>
/// Signals to processes on the watchlist of which only the count is known: more pairs at once than there is room for.
/// </summary>
/// <param name="Pattern">The first pattern that fits the receiver.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Count">How many since the last reading.</param>
public sealed record CriticalOverflow(WatchPattern Pattern, Signal Signal, long Count);
