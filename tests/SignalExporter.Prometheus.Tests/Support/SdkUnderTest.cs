using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A meter, a provider that listens to it, and the exporter of that provider.</summary>
public sealed class SdkUnderTest : IDisposable
{
    private PrometheusExporter? _exporter;

    public Meter Meter { get; } = new($"tests.{Guid.NewGuid():N}");

    public RecordedLog Log { get; } = new();

    public MeterProvider? Provider { get; private set; }

    /// <summary>Without options there is no target_info, which the tests of instruments do not care for.</summary>
    public PrometheusExporter Start(
        PrometheusExporterOptions? options = null, Action<MeterProviderBuilder>? configure = null)
    {
        _exporter = new PrometheusExporter(options ?? new PrometheusExporterOptions { TargetInfo = false }, Log);
        var builder = Sdk.CreateMeterProviderBuilder().AddMeter(Meter.Name).AddPrometheusExporter(_exporter);
        configure?.Invoke(builder);
        Provider = builder.Build();
        return _exporter;
    }

    public void Dispose()
    {
        Provider?.Dispose();
        _exporter?.Dispose();
        Meter.Dispose();
        Log.Dispose();
    }
}
