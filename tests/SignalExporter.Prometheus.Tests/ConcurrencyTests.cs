using System.Net;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class ConcurrencyTests
{
    private const int Series = 3000;
    private const int Scrapers = 50;

    private static readonly MetricFamily Family = new("load", MetricKind.Counter, "{x}", "All series have one value.");

    // Long enough for a body of many flushes.
    private static readonly string Padding = new('x', 100);

    private static readonly LabelSet[] Labels =
        [.. Enumerable.Range(0, Series).Select(i => LabelSet.Create(new("i", $"{i}"), new("padding", Padding)))];

    // Every series of one collection has the same value, so a body of two collections would show.
    private static PrometheusExporter Exporter()
    {
        var collection = 0;
        return Producer.Exporter(sink =>
        {
            collection++;
            sink.Begin(Family);
            foreach (var labels in Labels)
            {
                sink.Add(labels, collection);
            }
        });
    }

    [Fact]
    public async Task Fifty_parallel_scrapes_in_mixed_formats_are_each_whole_and_right()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        var collections = await Task.WhenAll(Enumerable.Range(0, Scrapers).Select(scraper => Task.Run(async () =>
        {
            var last = 0L;
            for (var round = 0; round < 4; round++)
            {
                var current = CheckWhole(await ScrapeAsync(server, scraper + round), (scraper + round) % 2 == 0);
                Assert.True(current > last, "a scrape got an older collection than the one before it");
                last = current;
            }

            return last;
        })));

        // They shared: 200 scrapes did not cost 200 collections.
        Assert.True(collections.Max() < Scrapers * 4, $"{collections.Max()} collections");
    }

    [Fact]
    public async Task During_shutdown_a_scrape_is_whole_or_a_clean_503()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);
        var statuses = new List<HttpStatusCode>[Scrapers];

        var scrapers = Enumerable.Range(0, Scrapers).Select(scraper => Task.Run(async () =>
        {
            statuses[scraper] = [];
            while (statuses[scraper].LastOrDefault() != HttpStatusCode.ServiceUnavailable)
            {
                var scrape = await ScrapeAsync(server, scraper);
                statuses[scraper].Add(scrape.Status);
                if (scrape.Status == HttpStatusCode.ServiceUnavailable)
                {
                    Assert.Equal("The exporter is shut down.\n", scrape.Text);
                }
                else
                {
                    CheckWhole(scrape, scraper % 2 == 0);
                }
            }
        })).ToArray();
        await Task.Delay(500);
        exporter.Dispose();
        await Task.WhenAll(scrapers);

        Assert.Contains(statuses, list => list.Contains(HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_scraper_that_leaves_halfway_disturbs_nobody()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async scraper =>
        {
            using var hurry = new CancellationTokenSource(scraper);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                for (; ; )
                {
                    await server.Client.GetStringAsync("/metrics", hurry.Token);
                }
            });
        }));

        CheckWhole(await ScrapeAsync(server, 0), openMetrics: true);
    }

    private static Task<Scrape> ScrapeAsync(ScrapeServer server, int scraper) => server.ScrapeAsync(
        ("Accept", scraper % 2 == 0 ? "application/openmetrics-text" : "text/plain"),
        ("Accept-Encoding", scraper % 3 == 0 ? "gzip" : "identity"));

    private static long CheckWhole(Scrape scrape, bool openMetrics)
    {
        Assert.Equal(HttpStatusCode.OK, scrape.Status);
        var lines = scrape.Lines;
        if (openMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
        }

        var samples = lines.Where(line => line[0] != '#').ToArray();
        Assert.Equal(Series, samples.Length);
        Assert.Equal(Series, samples.Distinct().Count());
        return long.Parse(Assert.Single(samples.Select(line => line.Split(' ')[1]).Distinct()));
    }

    [Fact]
    public async Task A_large_body_is_strict_OpenMetrics()
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);

        Assert.Equal(Series, Assert.Single(OpenMetricsParser.Parse((await ScrapeAsync(server, 0)).Body)).Samples.Count);
    }
}
