namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>A point as a producer hands it over: its value is a long, a double or a histogram.</summary>
public sealed record PointModel(List<KeyValuePair<string, string>> Labels, object Value, DateTimeOffset Started);
