using System.IO.Pipelines;
using System.Text;
using SignalExporter.Prometheus.Exposition;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>Collects and writes without HTTP.</summary>
internal static class Rendering
{
    public static async Task<byte[]> BytesAsync(
        this PrometheusExporter exporter, ExpositionFormat format, bool createdTimestamps = false)
    {
        using var body = new MemoryStream();
        var output = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new ExpositionWriter(format, createdTimestamps || exporter.Options.CreatedTimestamps);
        await writer.WriteAsync(await exporter.CollectAsync(), output, default);
        await output.CompleteAsync();
        return body.ToArray();
    }

    public static async Task<string> TextAsync(this PrometheusExporter exporter) =>
        Encoding.UTF8.GetString(await exporter.BytesAsync(ExpositionFormat.Text));

    public static async Task<string> OpenMetricsAsync(this PrometheusExporter exporter) =>
        Encoding.UTF8.GetString(await exporter.BytesAsync(ExpositionFormat.OpenMetrics));
}
