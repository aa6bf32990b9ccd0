namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>A histogram as a producer hands it over.</summary>
public sealed record HistogramModel(double[] Bounds, long[] Counts, double Sum);
