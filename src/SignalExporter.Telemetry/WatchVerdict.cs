namespace SignalExporter.Telemetry;

/// <summary>What the watchlist says of a signal.</summary>
/// <param name="Process">The first pattern that its receiver fits, as written.</param>
/// <param name="Expected">Whether every rule that is about it expects it.</param>
internal sealed record WatchVerdict(string Process, bool Expected);
