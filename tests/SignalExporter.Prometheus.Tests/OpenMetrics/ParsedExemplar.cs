namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>An exemplar as the parser read it.</summary>
public sealed record ParsedExemplar(
    IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, double? Timestamp);
