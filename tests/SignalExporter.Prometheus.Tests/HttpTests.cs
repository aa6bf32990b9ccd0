using System.Net;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class HttpTests
{
    private static readonly MetricFamily Requests = new("http.requests", MetricKind.Counter, "{request}", "Requests.");

    private const string Text = "# HELP http_requests_total Requests.\n# TYPE http_requests_total counter\n"
        + "http_requests_total{code=\"200\"} 7\n";

    private const string OpenMetricsText = "# TYPE http_requests counter\n# HELP http_requests Requests.\n"
        + "http_requests_total{code=\"200\"} 7\n# EOF\n";

    private static PrometheusExporter Exporter(PrometheusExporterOptions? options = null) => Producer.Exporter(
        sink =>
        {
            sink.Begin(Requests);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("code", "200")), 7);
        },
        options);

    [Fact]
    public async Task A_scrape_without_wishes_gets_text()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var scrape = await server.ScrapeAsync();

        Assert.Equal(HttpStatusCode.OK, scrape.Status);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", scrape.ContentType);
        Assert.Equal("Accept, Accept-Encoding", scrape.Vary);
        Assert.Equal("", scrape.Encoding);
        Assert.Equal(Text, scrape.Text);
    }

    [Fact]
    public async Task A_scrape_gets_OpenMetrics_when_it_asks()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var scrape = await server.ScrapeOpenMetricsAsync();

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", scrape.ContentType);
        Assert.Equal(OpenMetricsText, scrape.Text);
        Assert.Single(OpenMetricsParser.Parse(scrape.Body));
    }

    [Theory]
    [InlineData("text/plain", Text)]
    [InlineData("application/openmetrics-text", OpenMetricsText)]
    public async Task A_body_is_compressed_when_the_scraper_asks(string accept, string expected)
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var scrape = await server.ScrapeAsync(("Accept", accept), ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", scrape.Encoding);
        Assert.Equal("Accept, Accept-Encoding", scrape.Vary);
        Assert.Equal(expected, scrape.Text);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task A_label_larger_than_any_buffer_is_whole(string encoding)
    {
        var value = new string('x', 300_000);
        using var exporter = Producer.Exporter(sink =>
        {
            sink.Begin(Requests);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("a", value)), 1);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("b", value)), 2);
        });
        await using var server = await ScrapeServer.StartAsync(exporter);

        var lines = (await server.ScrapeAsync(("Accept-Encoding", encoding))).Lines;

        Assert.Equal(
            [$"http_requests_total{{a=\"{value}\"}} 1", $"http_requests_total{{b=\"{value}\"}} 2"], lines[2..]);
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_and_no_body()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var scrape = await server.SendAsync(HttpMethod.Head, ("Accept", "application/openmetrics-text"));

        Assert.Equal(HttpStatusCode.OK, scrape.Status);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", scrape.ContentType);
        Assert.Equal("Accept, Accept-Encoding", scrape.Vary);
        Assert.Empty(scrape.Body);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task Another_verb_is_refused(string verb)
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var scrape = await server.SendAsync(new HttpMethod(verb));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, scrape.Status);
        Assert.Equal("GET, HEAD", scrape.Allow);
    }

    [Fact]
    public async Task An_exporter_without_sources_serves_an_empty_document()
    {
        using var exporter = new PrometheusExporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        Assert.Equal("", (await server.ScrapeAsync()).Text);
        Assert.Equal("# EOF\n", (await server.ScrapeOpenMetricsAsync()).Text);
    }

    [Fact]
    public async Task A_failed_collection_is_a_500_with_a_line_of_text_and_the_next_one_is_whole_again()
    {
        var log = new RecordedLog();
        var fails = true;
        using var exporter = Producer.Exporter(
            sink =>
            {
                sink.Begin(Requests);
                sink.Add(LabelSet.Create(new KeyValuePair<string, string>("code", "200")), 7);
                if (fails)
                {
                    throw new TimeoutException("the kernel did not answer");
                }
            },
            null,
            log);
        await using var server = await ScrapeServer.StartAsync(exporter);

        foreach (var accept in new[] { "text/plain", "application/openmetrics-text" })
        {
            var failed = await server.ScrapeAsync(("Accept", accept), ("Accept-Encoding", "gzip"));
            Assert.Equal(HttpStatusCode.InternalServerError, failed.Status);
            Assert.Equal("text/plain; charset=utf-8", failed.ContentType);
            Assert.Equal("", failed.Encoding);
            Assert.Equal("The collection failed. The log says why.\n", failed.Text);
        }

        fails = false;
        Assert.Equal(Text, (await server.ScrapeAsync()).Text);
        Assert.Single(log.Entries, entry => entry.Event == 7);
    }

    [Fact]
    public async Task Past_its_deadline_a_scrape_is_a_503_and_the_next_one_is_answered()
    {
        using var release = new ManualResetEventSlim();
        using var exporter = Producer.Exporter(_ => release.Wait());
        await using var server = await ScrapeServer.StartAsync(exporter);

        var late = await server.ScrapeAsync(("X-Prometheus-Scrape-Timeout-Seconds", "0.2"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.Status);
        Assert.Equal("The collection took too long.\n", late.Text);
        release.Set();
        Assert.Equal(
            HttpStatusCode.OK, (await server.ScrapeAsync(("X-Prometheus-Scrape-Timeout-Seconds", "10"))).Status);
    }

    [Fact]
    public async Task A_collection_that_took_longer_than_the_deadline_is_not_served_late()
    {
        // The collection is over when the scrape gets to look, but the clock is past the deadline.
        var time = new SteppingTime();
        using var exporter = new PrometheusExporter(null, null, time);
        exporter.AddProducer(new Producer(_ => time.Step(TimeSpan.FromSeconds(20))));
        await using var server = await ScrapeServer.StartAsync(exporter);

        var late = await server.ScrapeAsync(("X-Prometheus-Scrape-Timeout-Seconds", "10"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.Status);
    }

    [Fact]
    public async Task After_the_exporter_is_disposed_a_scrape_is_a_503()
    {
        var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);
        exporter.Dispose();

        var scrape = await server.ScrapeAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, scrape.Status);
        Assert.Equal("The exporter is shut down.\n", scrape.Text);
    }

    [Fact]
    public async Task While_the_host_stops_a_scrape_is_a_503()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);
        server.App.Lifetime.StopApplication();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.ScrapeAsync()).Status);
    }

    [Fact]
    public async Task After_the_provider_is_disposed_a_scrape_is_a_503()
    {
        using var exporter = Exporter();
        var provider = Sdk.CreateMeterProviderBuilder().AddPrometheusExporter(exporter).Build();
        await using var server = await ScrapeServer.StartAsync(exporter);
        Assert.Equal(HttpStatusCode.OK, (await server.ScrapeAsync()).Status);

        provider.Dispose();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.ScrapeAsync()).Status);
    }

    [Fact]
    public async Task More_scrapes_at_once_than_allowed_get_a_503()
    {
        using var release = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        using var exporter = Producer.Exporter(
            _ =>
            {
                entered.Set();
                release.Wait();
            },
            new PrometheusExporterOptions { MaxConcurrentScrapes = 1 });
        await using var server = await ScrapeServer.StartAsync(exporter);

        var first = server.ScrapeAsync();
        entered.Wait();
        var second = await server.ScrapeAsync();
        release.Set();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.Status);
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.ScrapeAsync()).Status);
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("/metrics")]
    public async Task The_path_of_the_options_is_served(string path)
    {
        using var exporter = Exporter(new PrometheusExporterOptions { ScrapeEndpointPath = path });
        await using var server = await ScrapeServer.StartAsync(exporter);

        Assert.Equal(HttpStatusCode.OK, (await server.ScrapeAsync()).Status);
    }

    [Fact]
    public async Task Producers_and_the_sdk_are_served_together()
    {
        using var exporter = Exporter();
        using var meter = new System.Diagnostics.Metrics.Meter("tests");
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("tests").AddPrometheusExporter(exporter).Build();
        meter.CreateCounter<long>("jobs.done").Add(3);
        meter.CreateObservableGauge("temperature", () => 21.5, "Cel");
        await using var server = await ScrapeServer.StartAsync(exporter);

        var lines = (await server.ScrapeAsync()).Lines;

        Assert.Contains("http_requests_total{code=\"200\"} 7", lines);
        Assert.Contains("jobs_done_total 3", lines);
        Assert.Contains("temperature_celsius 21.5", lines);
    }
}
