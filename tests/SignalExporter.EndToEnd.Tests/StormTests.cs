using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>At the highest rate that a machine can send, nothing is lost and no value ever goes back.</summary>
[Collection(KernelSuite.Name)]
public sealed class StormTests(Provoke provoke, CountingExporter counting) : IClassFixture<CountingExporter>
{
    private const int Million = 1_000_000;

    [Fact]
    public async Task Two_senders_of_one_pair_add_up()
    {
        (string Sender, string Receiver)[] pairs = [("storm", "stormed"), ("storm", "stormed")];

        Scrape last = await StormAsync(pairs);

        Assert.Equal(2 * Million, last.Count("SIGUSR1", "storm", "stormed"));
        Assert.Single(last.Signals, s => s["receiver_comm"] == "stormed");
    }

    [Fact]
    public async Task Two_senders_of_different_pairs_keep_apart()
    {
        (string Sender, string Receiver)[] pairs = [("storm-0", "stormed-0"), ("storm-1", "stormed-1")];

        Scrape last = await StormAsync(pairs);

        Assert.Equal(Million, last.Count("SIGUSR1", "storm-0", "stormed-0"));
        Assert.Equal(Million, last.Count("SIGUSR1", "storm-1", "stormed-1"));
        Assert.Equal(2, last.Signals.Count(s => s["receiver_comm"].StartsWith("stormed-", StringComparison.Ordinal)));
    }

    // New series are born under fire, in both processors at once.
    [Fact]
    public async Task Two_senders_with_the_same_many_names_add_up()
    {
        Scrape last = await WatchAsync(Task.WhenAll(
            provoke.RunAsync("names", 1000, "herd-", "herded", 1500),
            provoke.RunAsync("names", 1000, "herd-", "herded", 1500)));

        Sample[] herd = [.. last.Signals.Where(s => s["receiver_comm"] == "herded")];
        Assert.Equal(1000, herd.Length);
        Assert.All(herd, s => Assert.Equal(3000, s.Value));
    }

    private Task<Scrape> StormAsync((string Sender, string Receiver)[] pairs) => WatchAsync(Task.WhenAll(pairs.Select(
        (pair, index) => provoke.RunAsync(
            "storm", Million, pair.Sender, pair.Receiver, index % Environment.ProcessorCount))));

    /// <summary>Scrapes all the while: no counter may go back, and none may vanish.</summary>
    private async Task<Scrape> WatchAsync(Task storm)
    {
        Scrape before = await counting.Exporter.ScrapeAsync();
        int scrapes = 0;
        for (bool over = false; !over;)
        {
            over = storm.IsCompleted;
            Scrape after = await counting.Exporter.ScrapeAsync();
            foreach (Sample counter in before.Samples.Where(s => before.Types[s.Name] == "counter"))
            {
                Assert.True(
                    after.ValueOf(counter.Series) >= counter.Value,
                    $"{counter.Series} went from {counter.Value} to {after.ValueOf(counter.Series)}");
            }

            before = after;
            scrapes++;
        }

        await storm;
        Assert.True(scrapes > 3, $"only {scrapes} scrapes");
        return before;
    }
}
