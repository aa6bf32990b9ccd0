using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry.Tests;

/// <summary>What the room exports of a source, as a scrape sees it.</summary>
internal sealed class Exposed : IAsyncDisposable
{
    private readonly ExporterInstruments _instruments;
    private readonly OtlpInstruments? _otlp;
    private readonly MeterProvider _provider;
    private readonly Watchlist _watchlist;
    private readonly PrometheusExporter _exporter = new(new PrometheusExporterOptions());
    private readonly WebApplication _app;

    /// <param name="source">The source.</param>
    /// <param name="otlp">Whether what the exporter says about OTLP is exposed.</param>
    internal Exposed(FakeSource source, bool otlp = true)
    {
        _otlp = otlp ? new OtlpInstruments(new OtlpStatus(metrics: true, logs: true), MetricNames.Meter) : null;
        var health = new CollectorHealth(NullLogger<CollectorHealth>.Instance);
        var signals = new SignalMetrics(source, health);
        _exporter.AddProducer(signals);
        var fates = new FateMetrics(signals, health);
        _exporter.AddProducer(fates);
        _watchlist = new Watchlist(source, health, TimeProvider.System);
        _exporter.AddProducer(_watchlist);
        _instruments = new ExporterInstruments(source, signals, fates, health, new ReloadStatus(TimeProvider.System));
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(ServiceResource.Configure)
            .AddMeter(MetricNames.Meter)
            .AddPrometheusExporter(_exporter)
            .Build();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPrometheusScrapingEndpoint(_exporter);
    }

    /// <summary>The critical processes.</summary>
    internal Watchlist Watchlist => _watchlist;

    /// <summary>The lines of one scrape, in text 0.0.4.</summary>
    internal async Task<string[]> ScrapeAsync()
    {
        if (_app.Urls.Count == 0)
        {
            await _app.StartAsync();
        }

        using var client = new HttpClient();
        string text = await client.GetStringAsync(new Uri(_app.Urls.Single() + "/metrics"));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        _instruments.Dispose();
        _otlp?.Dispose();
        _watchlist.Dispose();
        _exporter.Dispose();
        await _app.DisposeAsync();
    }
}
