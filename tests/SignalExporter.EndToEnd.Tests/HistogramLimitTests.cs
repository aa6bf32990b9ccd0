using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>--histogram.limit: further label sets are one <c>[other]</c> for each signal; nothing is lost.</summary>
[Collection(FateSuite.Name)]
public sealed class HistogramLimitTests(FateProvoke provoke)
{
    // Signals that nothing else on the machine is likely to send.
    private const int First = 53;
    private const int Second = 54;
    private const int Quit = 3;

    [Fact]
    public async Task Further_pairs_are_other_in_the_histogram_of_deliveries()
    {
        await using Exporter exporter = await Exporter.StartAsync(
            "--histogram.limit=2", "--signals.include=SIGRTMIN+19,SIGRTMIN+20");

        FateGrowth growth = await exporter.GrowthAsync(["limit-s", "[other]"], async () =>
        {
            await provoke.RunAsync("deliver-at-once", 100, "limit-s", "limit-a", First);
            await provoke.RunAsync("deliver-at-once", 200, "limit-s", "limit-b", Second);
            await provoke.RunAsync("deliver-at-once", 300, "limit-s", "limit-c", First);
            await provoke.RunAsync("deliver-at-once", 400, "limit-s", "limit-d", Second);
            await provoke.RunAsync("deliver-at-once", 500, "limit-s", "limit-e", First);
            await provoke.RunAsync("deliver-at-once", 600, "limit-s", "limit-a", First);
        });

        Assert.Equal(
            """
            delivered SIGRTMIN+19 [other] > [other] 800
            delivered SIGRTMIN+19 limit-s > limit-a 700
            delivered SIGRTMIN+20 [other] > [other] 400
            delivered SIGRTMIN+20 limit-s > limit-b 200
            """,
            growth.Lines);
    }

    // More pairs at once than there is room for, from two processors.
    [Fact]
    public async Task No_observation_of_many_pairs_is_lost()
    {
        const int Names = 1000;
        const int Times = 50;
        const int Limit = 256;
        await using Exporter exporter = await Exporter.StartAsync(
            $"--histogram.limit={Limit}", "--signals.include=SIGRTMIN+19");

        Task sent = Task.WhenAll(
            provoke.RunAsync("names-self", Names, "many-", "nobody", Times, First),
            provoke.RunAsync("names-self", Names, "many-", "nobody", Times, First));
        double last = 0;
        for (bool over = false; !over;)
        {
            over = sent.IsCompleted;
            Histogram[] all = [.. (await exporter.ScrapeAsync()).Histograms(FateMetricNames.Delivery)];
            double count = all.Sum(h => h.Count);
            Assert.InRange(count, last, 2 * Names * Times);
            Assert.InRange(all.Length, 0, Limit + 1);
            last = count;
        }

        await sent;
        Assert.Equal(2 * Names * Times, last);
    }

    // Series are ended and born again all the while.
    [Fact]
    public async Task Idle_series_make_room_and_not_one_observation_is_lost()
    {
        const int Rounds = 10; // an ended series is shown until the generation of instruments is full
        const int Sent = (10 + 40) * 500;
        await using Exporter exporter = await Exporter.StartAsync(
            "--histogram.limit=64", "--series.idle=1s", "--signals.include=SIGRTMIN+19");
        double retired = 0;
        for (int i = 1; i <= Rounds; i++)
        {
            await Task.WhenAll(
                provoke.RunAsync("names-self", 10, "idle-", "unused", 500, First),
                provoke.RunAsync("names-self", 40, $"round-{i}-", "unused", 500, First),
                Task.Delay(TimeSpan.FromMilliseconds(500)));
            Scrape scrape = await exporter.ScrapeAsync();
            Assert.Equal(i * Sent, scrape.Histograms(FateMetricNames.Delivery).Sum(h => h.Count) + Retired(scrape));
            Assert.InRange(Retired(scrape), retired, double.MaxValue);
            retired = Retired(scrape);
        }

        Assert.InRange(retired, 1, double.MaxValue);

        static double Retired(Scrape scrape) => scrape.Samples
            .Where(s => s.Name == "signal_exporter_retired_total" && s["metric"] == FateMetricNames.Delivery)
            .Sum(s => s.Value);
    }

    // No counter has a limit like that.
    [Fact]
    public async Task Further_pairs_are_other_in_the_histogram_of_terminations()
    {
        await using Exporter exporter = await Exporter.StartAsync("--histogram.limit=2", "--signals.include=SIGQUIT");

        FateGrowth growth = await exporter.GrowthAsync(["limit-s", "[other]"], async () =>
        {
            await provoke.RunAsync("end-by-default", 10, "limit-s", "limit-a", Quit);
            await provoke.RunAsync("end-by-default", 20, "limit-s", "limit-b", Quit);
            await provoke.RunAsync("end-by-default", 30, "limit-s", "limit-c", Quit);
            await provoke.RunAsync("kill", 1, "limit-s", "limit-d", Quit);
            await provoke.RunAsync("end-by-default", 40, "limit-s", "limit-a", Quit);
        });

        Assert.Equal(
            """
            delivered SIGQUIT limit-s > limit-d 1
            ended SIGQUIT [other] [other] > [other] 31
            ended SIGQUIT killed limit-s > limit-a 50
            ended SIGQUIT killed limit-s > limit-b 20
            terminated SIGQUIT user limit-s > limit-a 50
            terminated SIGQUIT user limit-s > limit-b 20
            terminated SIGQUIT user limit-s > limit-c 30
            """,
            growth.Lines);
    }
}
