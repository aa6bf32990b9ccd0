namespace SignalExporter.Prometheus.Collection;

/// <summary>One measurement that stands for others (OpenMetrics 1.0, "Exemplars").</summary>
internal sealed record Exemplar(LabelSet Labels, double Value, long UtcTicks);
