using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Tests.Naive;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>What Prometheus itself makes of it, in both formats at once.</summary>
public sealed class PrometheusServerTests
{
    [Fact]
    public async Task Prometheus_stores_the_same_series_from_both_formats_and_the_exemplars()
    {
        using var meter = new Meter("real");
        using var exporter = Producer.Exporter(WellNamed.Produce);
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddPrometheusExporter(exporter)
            .Build();
        meter.CreateCounter<long>("quiet").Add(1); // Its exemplar has no labels.
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        meter.CreateCounter<long>("requests").Add(3);
        meter.CreateHistogram<double>("latency", "s").Record(0.75);
        await using var server = await ScrapeServer.StartAsync(exporter);
        await using var textOnly = await TextOnlyProxy.StartAsync(server);
        await using var prometheus = await PrometheusServer.StartAsync(Configuration(server, textOnly));

        await Until.TrueAsync(async () => (await prometheus.SeriesAsync("up == 1")).Count == 2);

        var openMetrics = await prometheus.SeriesAsync("{format=\"openmetrics\",__name__!~\"up|scrape_.*\"}");
        var text = await prometheus.SeriesAsync("{format=\"text\",__name__!~\"up|scrape_.*\"}");
        Assert.Equal(
            openMetrics.Select(series => (series.Key.Replace("=openmetrics", "=text"), series.Value)).Order(),
            text.Select(series => (series.Key, series.Value)).Order());
        Assert.Equal((WellNamed.Comms.Length * (1 + 8)) + 2 + 2 + 18 + 1, openMetrics.Count);

        // Each hostile name is a series of its own, and comes back as it was.
        foreach (var (comm, index) in WellNamed.Comms.Select((comm, index) => (comm, index)))
        {
            var name = NaiveNames.ValidUnicode(comm);
            Assert.Equal(
                $"{index}",
                openMetrics[$"__name__=linux_signal_generated_total|format=openmetrics|sender_comm={name}"]);
        }

        var exemplars = await prometheus.GetAsync(
            "/api/v1/query_exemplars?start=0&end=99999999999"
            + "&query={__name__=~\"requests_total|latency_seconds_bucket\"}");
        Assert.Equal(2, exemplars.GetArrayLength());
        Assert.All(exemplars.EnumerateArray(), series => Assert.Equal(
            activity.TraceId.ToHexString(),
            series.GetProperty("exemplars")[0].GetProperty("labels").GetProperty("trace_id").GetString()));
    }

    [Fact]
    public async Task Prometheus_reads_hostile_metrics_in_both_formats()
    {
        var model = new RandomMetrics(11).Families(1500);
        using var exporter = Producer.Exporter(
            sink => FamilyModel.Produce(model, sink), new PrometheusExporterOptions { CreatedTimestamps = true });
        await using var server = await ScrapeServer.StartAsync(exporter);
        await using var textOnly = await TextOnlyProxy.StartAsync(server);
        await using var prometheus = await PrometheusServer.StartAsync(Configuration(server, textOnly));

        // On a busy machine the first scrape, in which all is compiled, may take longer than the second that it has.
        await Until.TrueAsync(async () => (await prometheus.SeriesAsync("up == 1")).Count == 2);

        var targets = await prometheus.GetAsync("/api/v1/targets");
        Assert.All(targets.GetProperty("activeTargets").EnumerateArray(), target =>
            Assert.Equal("", target.GetProperty("lastError").GetString()));
    }

    private static string Configuration(ScrapeServer openMetrics, ScrapeServer text) => $$"""
        global: { scrape_interval: 1s, scrape_timeout: 1s }
        scrape_configs:
          - job_name: exporter
            static_configs:
              - { targets: ['127.0.0.1:{{openMetrics.Port}}'], labels: { format: openmetrics } }
              - { targets: ['127.0.0.1:{{text.Port}}'], labels: { format: text } }
        """;
}
