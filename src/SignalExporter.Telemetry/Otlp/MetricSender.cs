using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>The SDK's exporter, which can be told to say no more: a provider that ends collects once more, of its own accord.</summary>
internal sealed class MetricSender(OtlpExporterOptions options) : OtlpMetricExporter(options)
{
    internal bool Silent { get; set; }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch) => Silent ? ExportResult.Success : base.Export(batch);
}
