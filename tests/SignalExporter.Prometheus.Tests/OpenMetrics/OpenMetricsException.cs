namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>Why a document is not OpenMetrics.</summary>
public sealed class OpenMetricsException(string rule, string line) : Exception($"{rule}: {line}");
