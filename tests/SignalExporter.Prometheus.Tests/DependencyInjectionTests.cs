using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>The shape of OpenTelemetry.Exporter.Prometheus.AspNetCore.</summary>
public sealed class DependencyInjectionTests
{
    private static readonly MetricFamily Produced = new("produced", MetricKind.Gauge, null, null);

    private static IMetricProducer Source(int value) => new Producer(sink =>
    {
        sink.Begin(Produced);
        sink.Add(LabelSet.Create(new KeyValuePair<string, string>("v", $"{value}")), value);
    });

    [Fact]
    public async Task The_official_shape_serves_the_sdk_and_the_registered_producers()
    {
        using var meter = new Meter("hosted");
        await using var server = await ScrapeServer.StartAsync(
            services =>
            {
                new HostedTelemetry(services).WithMetrics(builder => builder
                    .AddMeter(meter.Name)
                    .AddPrometheusExporter(options => options.TargetInfo = false));
                services.AddSingleton(Source(1)).AddSingleton(Source(2));
            },
            app => app.MapPrometheusScrapingEndpoint());
        meter.CreateCounter<long>("c").Add(1);

        Assert.Equal(
            "# TYPE produced gauge\nproduced{v=\"1\"} 1\nproduced{v=\"2\"} 2\n# TYPE c_total counter\nc_total 1\n",
            (await server.ScrapeAsync()).Text);
    }

    [Fact]
    public async Task Options_and_the_log_come_from_the_services()
    {
        using var log = new RecordedLog();
        await using var server = await ScrapeServer.StartAsync(
            services =>
            {
                new HostedTelemetry(services).WithMetrics(builder => builder.AddPrometheusExporter());
                services.Configure<PrometheusExporterOptions>(options => options.ScrapeEndpointPath = "/metrics");
                services.Configure<PrometheusExporterOptions>(options => options.TargetInfo = false);
                services.AddSingleton<ILoggerFactory>(log);
                services.AddSingleton<IMetricProducer>(new Producer(_ => throw new IOException("gone")));
            },
            app => app.MapPrometheusScrapingEndpoint());

        Assert.Equal(HttpStatusCode.InternalServerError, (await server.ScrapeAsync()).Status);
        Assert.Contains(log.Entries, entry => entry is (LogLevel.Error, 7, _));
    }

    [Fact]
    public async Task The_endpoint_takes_conventions_and_another_path()
    {
        await using var server = await ScrapeServer.StartAsync(
            services => new HostedTelemetry(services).WithMetrics(builder => builder.AddPrometheusExporter()),
            app => app.MapPrometheusScrapingEndpoint("/internal").WithMetadata("mine"));

        using var response = await server.Client.GetAsync("/internal");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.ScrapeAsync()).Status);
    }

    [Fact]
    public async Task Without_an_exporter_the_error_says_what_to_do()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ScrapeServer.StartAsync(_ => { }, app => app.MapPrometheusScrapingEndpoint()));

        Assert.Contains("AddPrometheusExporter()", error.Message);
    }

    [Fact]
    public async Task A_disabled_sdk_leaves_the_producers()
    {
        using var exporter = new PrometheusExporter();
        exporter.AddProducer(Source(1));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("OTEL_SDK_DISABLED", "true")])
            .Build();
        using var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(configuration))
            .AddPrometheusExporter(exporter)
            .Build();

        Assert.Contains("produced{v=\"1\"} 1\n", await exporter.TextAsync());
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PrometheusExporter(new PrometheusExporterOptions { MaxConcurrentScrapes = -1 }));
        Assert.Throws<ArgumentNullException>(() => new PrometheusExporter().AddProducer(null!));
    }
}
