using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SignalExporter.Prometheus.Tests;

/// <summary>The samples of the README, which <see cref="ReadmeTests"/> holds against it.</summary>
internal static class ReadmeSample
{
    public static async Task RunAsync(string address, Func<Task> scrape)
    {
        using var exporter = new PrometheusExporter();
        exporter.AddProducer(new QueueMetrics());
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("shop")
            .AddPrometheusExporter(exporter)
            .Build();

        var app = WebApplication.Create();
        app.Urls.Add(address);
        app.MapPrometheusScrapingEndpoint(exporter);
        await app.StartAsync();

        using var meter = new Meter("shop");
        meter.CreateCounter<long>("shop.orders", "{order}", "Orders taken.").Add(3);
        await scrape();
        await app.DisposeAsync();
    }
}

internal sealed class QueueMetrics : IMetricProducer
{
    private static readonly MetricFamily Taken =
        new("queue.taken", MetricKind.Counter, "{job}", "Jobs taken from the queue.");

    private readonly LabelSet _mail = LabelSet.Create(new KeyValuePair<string, string>("queue", "mail"));
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    public void Produce(IMetricSink sink)
    {
        sink.Begin(Taken);
        sink.Add(_mail, 42, _started);
    }
}
