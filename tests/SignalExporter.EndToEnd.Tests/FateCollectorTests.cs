using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A collector that is off has no metrics and loads no programs; the others are as exact as before.</summary>
[Collection(FateSuite.Name)]
public sealed class FateCollectorTests(FateProvoke provoke)
{
    private const string NoDelivery = "--no-collector.delivery";
    private const string NoTermination = "--no-collector.termination";

    private static readonly string[] TerminationMetrics =
        [FateMetricNames.Escalations, FateMetricNames.Terminated, FateMetricNames.Termination];

    [Fact]
    public async Task By_default_both_are_on()
    {
        (Scrape scrape, FateGrowth growth) = await RunAsync();

        Assert.Equal([FateMetricNames.Delivery, .. TerminationMetrics], Metrics(scrape));
        Assert.Equal(["sched_process_exit", "signal_deliver"], Programs(scrape));
        Assert.Equal(
            """
            delivered SIGUSR1 col-s > col-r 7
            ended SIGTERM killed col-s > col-t 3
            escalated col-s > col-e 2
            ended SIGTERM killed col-s > col-e 2
            terminated SIGKILL user col-s > col-e 2
            terminated SIGTERM user col-s > col-t 3
            terminated SIGUSR2 user col-s > col-u 4
            """.Split('\n').Order(StringComparer.Ordinal),
            growth.Lines.Split('\n'));
    }

    [Fact]
    public async Task Without_delivery()
    {
        (Scrape scrape, FateGrowth growth) = await RunAsync(NoDelivery);

        Assert.Equal(TerminationMetrics, Metrics(scrape));
        Assert.Equal(["sched_process_exit"], Programs(scrape));
        Assert.Equal(
            """
            ended SIGTERM killed col-s > col-e 2
            ended SIGTERM killed col-s > col-t 3
            escalated col-s > col-e 2
            terminated SIGKILL user col-s > col-e 2
            terminated SIGTERM user col-s > col-t 3
            terminated SIGUSR2 user col-s > col-u 4
            """,
            growth.Lines);
    }

    [Fact]
    public async Task Without_termination()
    {
        (Scrape scrape, FateGrowth growth) = await RunAsync(NoTermination);

        Assert.Equal([FateMetricNames.Delivery], Metrics(scrape));
        Assert.Equal(["sched_process_exit", "signal_deliver"], Programs(scrape));
        Assert.Equal("delivered SIGUSR1 col-s > col-r 7", growth.Lines);
    }

    [Fact]
    public async Task Without_both()
    {
        (Scrape scrape, FateGrowth growth) = await RunAsync(NoDelivery, NoTermination);

        Assert.Empty(Metrics(scrape));
        Assert.Empty(Programs(scrape));
        Assert.Equal("", growth.Lines);
    }

    /// <summary>Some that are handled, some that are pending before they kill, some that are escalated.</summary>
    private async Task<(Scrape Scrape, FateGrowth Growth)> RunAsync(params string[] flags)
    {
        await using Exporter exporter = await Exporter.StartAsync(flags);
        FateGrowth growth = await exporter.GrowthAsync(["col-s"], async () =>
        {
            await provoke.RunAsync("kill", 7, "col-s", "col-r");
            await provoke.RunAsync("end-later", 3, "col-s", "col-t", 15, 1);
            await provoke.RunAsync("end-later", 4, "col-s", "col-u", 12, 1);
            await provoke.RunAsync("escalate", 2, "col-s", "col-e", 0, 20);
        });
        return (await exporter.ScrapeAsync(), growth);
    }

    private static string[] Metrics(Scrape scrape) =>
    [
        .. FateMetricNames.Histograms.Concat(FateMetricNames.Counters)
            .Where(scrape.Types.ContainsKey).Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of the kernel's programs that follow signals.</summary>
    private static string[] Programs(Scrape scrape) =>
    [
        .. scrape.Samples
            .Where(s => s.Name == "signal_exporter_program_runs_total")
            .Select(s => s["program"])
            .Where(program => program is "signal_deliver" or "sched_process_exit")
            .Order(StringComparer.Ordinal),
    ];
}
