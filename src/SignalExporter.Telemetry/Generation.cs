using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SignalExporter.Telemetry;

/// <summary>
/// The instruments of one reader for a time: a meter, the instruments in it, and the provider that collects from them. The SDK never
/// gives up a label set that an instrument has shown, so a generation that is full is replaced by the next one between two
/// collections.
/// </summary>
internal sealed class Generation : IDisposable
{
    private readonly Meter _meter;

    /// <param name="meter">The name of the meter; no two readers share it, or each would hear the other's instruments.</param>
    /// <param name="signals">The metrics of signals.</param>
    /// <param name="exporter">What the exporter says about itself.</param>
    /// <param name="addReader">Adds the reader.</param>
    internal Generation(string meter, SignalMetrics signals, ExporterInstruments exporter, Action<MeterProviderBuilder> addReader)
    {
        _meter = new Meter(meter);
        signals.CreateIn(_meter);
        exporter.CreateIn(_meter);
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder().ConfigureResource(ServiceResource.Configure).AddMeter(meter);
        signals.AddViewsTo(builder);
        addReader(builder);
        Provider = builder.Build();
        signals.Start();
    }

    /// <summary>The SDK's provider.</summary>
    internal MeterProvider Provider { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Provider.Dispose();
        _meter.Dispose();
    }
}
