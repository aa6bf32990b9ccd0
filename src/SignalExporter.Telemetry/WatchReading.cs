namespace SignalExporter.Telemetry;

/// <summary>What the watchlist shows, at one moment.</summary>
/// <param name="Totals">By the configuration's process, signal, and whether it was expected.</param>
/// <param name="Last">When the last one like this came.</param>
internal sealed record WatchReading(
    IReadOnlyList<(CriticalTotal Total, long Count, DateTimeOffset Started)> Totals,
    IReadOnlyList<(CriticalLabels Labels, DateTimeOffset Time)> Last);
