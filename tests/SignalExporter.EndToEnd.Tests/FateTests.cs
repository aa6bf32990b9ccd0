using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What became of each signal: exactly as often as it did, and as long as it took by another clock.</summary>
[Collection(FateSuite.Name)]
public sealed class FateTests(FateProvoke provoke, FateExporter following) : IClassFixture<FateExporter>
{
    public static TheoryData<string> Causes => new(FateTable.Cases.Select(c => c.Provoke));

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task A_signal_has_its_fate_and_no_other(string cause)
    {
        (int index, ConformanceCase wanted) = FateTable.Cases.Index().Single(c => c.Item.Provoke == cause);
        (string sender, string receiver) = ($"fate-s-{index}", $"fate-r-{index}");

        IReadOnlyList<Observation> observed = [];
        FateGrowth growth = await following.Exporter.GrowthAsync([sender, receiver], async () =>
            observed = await provoke.RunAsync(wanted.Row, wanted.Count, sender, receiver, wanted.Numbers));

        Assert.Equal(FateGrowth.Expected(wanted.Expected, sender, receiver), growth.Lines);
        bool isDelivery = wanted.Row.StartsWith("deliver-", StringComparison.Ordinal);
        CheckTimes(isDelivery ? growth.Deliveries : growth.Ends, observed);
    }

    [Fact]
    public async Task Buckets_are_as_documented()
    {
        await provoke.RunAsync("kill", 1, "bounds-s", "bounds-r", 15);
        Scrape scrape = await following.Exporter.ScrapeAsync();

        Assert.Equal(
            [
                0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 10, 60, 300,
                double.PositiveInfinity,
            ],
            Bounds(FateMetricNames.Delivery));
        Assert.Equal(
            [
                0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90, 300,
                double.PositiveInfinity,
            ],
            Bounds(FateMetricNames.Termination));

        IEnumerable<double> Bounds(string name) => scrape.Histograms(name)
            .Single(h => h["receiver_comm"] == "bounds-r").Buckets.Select(b => b.Bound);
    }

    // In both processors at once, as fast as they can.
    [Fact]
    public async Task Two_storms_of_one_pair_add_up()
    {
        const int Many = 100_000;

        FateGrowth growth = await following.Exporter.GrowthAsync(["storm-fate0"], () => Task.WhenAll(
            provoke.RunAsync("names-self", 1, "storm-fate", "nobody", Many),
            provoke.RunAsync("names-self", 1, "storm-fate", "nobody", Many)));

        Assert.Equal($"delivered SIGUSR1 storm-fate0 > storm-fate0 {2 * Many}", growth.Lines);
    }

    // SIGCONT and the stops take each other back, so in each round one or three of them are gone.
    [Fact]
    public async Task All_signals_pending_at_once_have_their_times()
    {
        const int Rounds = 16;

        IReadOnlyList<Observation> observed = [];
        FateGrowth growth = await following.Exporter.GrowthAsync(["all-s", "all-r"], async () =>
            observed = await provoke.RunAsync("deliver-all", Rounds, "all-s", "all-r"));

        Assert.Equal(62, growth.Deliveries.Count);
        Assert.All(growth.Deliveries, d => Assert.Equal(
            d["signal"] is "SIGCONT" or "SIGTSTP" or "SIGTTIN" or "SIGTTOU" ? Rounds / 2 : Rounds, d.Count));
        CheckTimes(growth.Deliveries, observed);
        Assert.Equal(["SIGHUP exited"], growth.Ends.Select(e => $"{e["signal"]} {e["outcome"]}"));
    }

    /// <summary>Whatever the senders are called.</summary>
    internal static void CheckTimes(IEnumerable<Histogram> growth, IReadOnlyList<Observation> observed)
    {
        foreach (IGrouping<string, Observation> signal in observed.GroupBy(o => o.Signal))
        {
            Histogram all = growth.Where(h => h["signal"] == signal.Key).Aggregate((a, b) => a.And(b));
            string? flaw = Observation.Flaw([.. signal], all);
            Assert.True(flaw is null, $"{signal.Key}: {flaw}");
        }
    }
}
