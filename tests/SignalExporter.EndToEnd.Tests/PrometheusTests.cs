using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Prometheus has the numbers that were sent.</summary>
[Collection(KernelSuite.Name)]
public sealed class PrometheusTests(Provoke provoke, CountingExporter counting) : IClassFixture<CountingExporter>
{
    [Fact]
    public async Task Prometheus_answers_with_the_signals_that_were_sent()
    {
        await using Prometheus prometheus = await Prometheus.StartAsync(counting.Exporter);
        await prometheus.WaitForScrapeAsync();
        await provoke.RunAsync("kill", 17, "prom-a", "prom-b");
        await provoke.RunAsync("storm", 123_457, "prom-c", "prom-d");
        await provoke.RunAsync("kill", 3, "prom-\"\\%0A%FF", "prom-e");
        double scraped = await prometheus.WaitForScrapeAsync();

        List<Sample> answer = await prometheus.QueryAsync(
            "linux_signal_generated_total{receiver_comm=~\"prom-.\"}", scraped);

        Assert.Equal(
            CountingExporter.Lines(
            [
                new ExpectedSeries("SIGUSR1", "SI_USER", "user", "delivered", "prom-a", "prom-b", 17),
                new ExpectedSeries("SIGUSR1", "SI_USER", "user", "ignored", "prom-c", "prom-d", 123_457),
                new ExpectedSeries("SIGUSR1", "SI_USER", "user", "delivered", "prom-\"\\\n\\xFF", "prom-e", 3),
            ]),
            CountingExporter.Lines(answer.Select(s => ExpectedSeries.From(s, s.Value))));
    }

    [Fact]
    public async Task Prometheus_takes_every_series_of_a_scrape()
    {
        await using Prometheus prometheus = await Prometheus.StartAsync(counting.Exporter);
        await provoke.RunAsync("names", 2000, "many-", "many");
        double scraped = await prometheus.WaitForScrapeAsync();

        List<Sample> taken = await prometheus.QueryAsync(
            "linux_signal_generated_total{receiver_comm=\"many\"}", scraped);

        Assert.Equal((2000, 2000), (taken.Count, taken.Sum(s => s.Value)));
    }
}
