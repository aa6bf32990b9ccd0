using System.Net;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What is served where.</summary>
[Collection(KernelSuite.Name)]
public sealed class EndpointTests(Provoke provoke, CountingExporter counting) : IClassFixture<CountingExporter>
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK, "text/html; charset=utf-8")]
    [InlineData("/metrics", HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("/-/healthy", HttpStatusCode.OK, "text/plain; charset=utf-8")]
    [InlineData("/-/ready", HttpStatusCode.OK, "text/plain; charset=utf-8")]
    [InlineData("/nothing-here", HttpStatusCode.NotFound, null)]
    [InlineData("/metrics/below", HttpStatusCode.NotFound, null)]
    [InlineData("/metrics/", HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8")]
    public async Task A_path_answers(string path, HttpStatusCode status, string? contentType)
    {
        using HttpResponseMessage response = await counting.Exporter.Http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed, "GET, HEAD", "Only GET and HEAD.\n")]
    [InlineData("DELETE", "/metrics", HttpStatusCode.MethodNotAllowed, "GET, HEAD", "Only GET and HEAD.\n")]
    [InlineData("PUT", "/events/", HttpStatusCode.MethodNotAllowed, "GET, HEAD", "Only GET and HEAD.\n")]
    [InlineData("OPTIONS", "/-/ready", HttpStatusCode.MethodNotAllowed, "GET, HEAD", "Only GET and HEAD.\n")]
    [InlineData("GET", "/-/ready", HttpStatusCode.OK, null, "signal-exporter is ready.\n")]
    [InlineData("GET", "/-/healthy/", HttpStatusCode.OK, null, "signal-exporter is healthy.\n")]
    [InlineData("HEAD", "/-/healthy", HttpStatusCode.OK, null, "")]
    [InlineData("HEAD", "/metrics", HttpStatusCode.OK, null, "")]
    [InlineData("POST", "/nothing-here", HttpStatusCode.NotFound, null, "Not found.\n")]
    [InlineData("GET", "/-/reload", HttpStatusCode.Forbidden, null, "The lifecycle API is not enabled: see --web.enable-lifecycle.\n")]
    public async Task A_verb_is_allowed_or_told_which_are(string verb, string path, HttpStatusCode status, string? allow, string text)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using HttpResponseMessage response = await counting.Exporter.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(allow, response.Content.Headers.TryGetValues("Allow", out IEnumerable<string>? verbs) ? string.Join(", ", verbs) : null);
        Assert.Equal(text, await response.Content.ReadAsStringAsync());
        Assert.Empty(response.Headers.Server);
    }

    [Fact]
    public async Task The_page_shows_the_version_the_source_links_and_the_busiest_pair()
    {
        await provoke.RunAsync("storm", 1_000_000, "busiest-sender", "busiest-one");

        string page = await counting.Exporter.Http.GetStringAsync("/");

        Assert.Contains("href=\"/metrics\"", page, StringComparison.Ordinal);
        Assert.Contains("busiest-sender", page, StringComparison.Ordinal);
        Assert.Contains("busiest-one", page, StringComparison.Ordinal);
        Assert.Contains("1,000,000", page, StringComparison.Ordinal);
        Assert.Contains("ebpf", page, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"\d+\.\d+\.\d+", page);
    }

    [Fact]
    public async Task The_metrics_of_the_exporter_itself_are_there()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(8192, scrape.Single("signal_exporter_series_limit"));
        Assert.Equal("ebpf", scrape.Samples.Single(s => s.Name == "signal_exporter_source_info")["source"]);
        Assert.Contains(scrape.Samples, s => s.Name == "signal_exporter_build_info" && s.Value == 1);
        Assert.All(
            scrape.Samples.Where(s => s.Name == "signal_exporter_collector_success"), s => Assert.Equal(1, s.Value));
        Assert.True(scrape.Single("process_resident_memory_bytes") > 1e6);
        Assert.True(scrape.Single("process_cpu_seconds_total") > 0);
        Assert.True(scrape.Single("process_open_fds") > 3);
        double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        Assert.InRange(now - scrape.Single("process_start_time_seconds"), 0, 60);
    }

    [Fact]
    public async Task The_metrics_move_to_another_path_when_told_to()
    {
        await using Exporter exporter = await Exporter.StartAsync("--web.telemetry-path=/signals");

        Assert.Contains("# TYPE ", await exporter.Http.GetStringAsync("/signals"), StringComparison.Ordinal);
        Assert.Contains("href=\"/signals\"", await exporter.Http.GetStringAsync("/"), StringComparison.Ordinal);
        using HttpResponseMessage old = await exporter.Http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }
}
