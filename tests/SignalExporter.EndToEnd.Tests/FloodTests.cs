using System.Globalization;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Floods of names: the series stay bounded, memory too, and live + <c>[other]</c> + retired = sent.</summary>
[Collection(KernelSuite.Name)]
public sealed class FloodTests(Provoke provoke)
{
    // A signal that nothing else on the machine is likely to send: every one of them is counted here.
    private const int Signal = 53;
    private const string SignalName = "SIGRTMIN+19";
    private const int Names = 100_000;
    private const int Limit = 1000;

    [Fact]
    public async Task A_hundred_thousand_names_against_a_limit_of_a_thousand()
    {
        await using Exporter exporter = await StartAsync();

        await provoke.RunAsync("names", Names, "f", "flooded", 1, Signal);
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(Names, Total(scrape));
        Assert.Equal(Limit, Live(scrape));
    }

    [Fact]
    public async Task The_same_from_two_processors_while_series_end_and_a_third_one_keeps_its_series()
    {
        await using Exporter exporter = await StartAsync("--series.idle=1s");
        await provoke.RunAsync("kill", 1, "honest", "honest-to", Signal);

        Task flood = Task.WhenAll(
            provoke.RunAsync("names", Names, "a", "flooded", 20, Signal),
            provoke.RunAsync("names", Names, "b", "flooded", 20, Signal));
        double last = 0;
        while (!flood.IsCompleted)
        {
            double total = Total(await exporter.ScrapeAsync());
            Assert.InRange(total, last, (2 * Names * 20) + 1);
            last = total;
        }

        await flood;
        Scrape scrape = await exporter.ScrapeAsync();
        Assert.Equal((2 * Names * 20) + 1, Total(scrape));
        Assert.InRange(Live(scrape), 0, Limit);
    }

    [Fact]
    public async Task When_the_flood_is_over_honest_pairs_have_their_series_again()
    {
        await using Exporter exporter = await StartAsync("--series.idle=1s");
        await provoke.RunAsync("names", Names, "f", "flooded", 1, Signal);

        for (int i = 0; i < 100 && Live(await exporter.ScrapeAsync()) > 0; i++)
        {
            await Task.Delay(100);
        }

        await provoke.RunAsync("kill", 3, "honest", "honest-to", Signal);
        Scrape scrape = await exporter.ScrapeAsync();
        Assert.Equal(3, scrape.Count(SignalName, "honest", "honest-to"));
        Assert.Equal(Names + 3, Total(scrape));
    }

    /// <summary>An hour's worth of names in minutes: a million pairs, most of which have their series and lose it.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_million_pairs_over_a_lifetime_leave_nothing_behind()
    {
        const int Rounds = 100;
        const int NamesARound = 10_000;
        await using Exporter exporter = await Exporter.StartAsync(
            "--series.limit=16384", "--series.idle=1s", $"--signals.include={SignalName}");
        long early = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            await provoke.RunAsync("names", NamesARound, $"r{round}-", "flooded", 1, Signal);
            Scrape scrape = await exporter.ScrapeAsync();
            Assert.Equal(round * NamesARound, Total(scrape));
            for (int i = 0; i < 100 && Live(scrape) > 0; i++)
            {
                await Task.Delay(100);
                scrape = await exporter.ScrapeAsync();
            }

            Assert.Equal(0, Live(scrape));
            if (round == Rounds / 5)
            {
                early = await SettledAsync(exporter);
            }
        }

        Assert.InRange(await SettledAsync(exporter), 0, early + (early / 10));
    }

    /// <summary>The rule for a full table, in its own time: idle for five minutes.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_full_table_has_room_again_within_minutes()
    {
        await using Exporter exporter = await StartAsync();
        await provoke.RunAsync("names", Names, "f", "flooded", 1, Signal);
        await provoke.RunAsync("kill", 1, "honest", "honest-to", Signal);
        Assert.Equal(0, (await exporter.ScrapeAsync()).Count(SignalName, "honest", "honest-to"));

        await Task.Delay(TimeSpan.FromMinutes(5.5));
        await provoke.RunAsync("kill", 2, "honest", "honest-to", Signal);
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(2, scrape.Count(SignalName, "honest", "honest-to"));
        Assert.InRange(Live(scrape), 1, (Limit / 2) + 1);
        Assert.Equal(Names + 3, Total(scrape));
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Ten_thousand_scrapes_take_no_more_memory_than_a_thousand()
    {
        await using Exporter exporter = await Exporter.StartAsync("--series.limit=16384", $"--signals.include={SignalName}");
        await provoke.RunAsync("names", 10_000, "m", "flooded", 1, Signal);
        long early = 0;
        for (int i = 1; i <= 10_000; i++)
        {
            _ = await exporter.Http.GetByteArrayAsync("/metrics");
            if (i == 1000)
            {
                early = await SettledAsync(exporter);
            }
        }

        Assert.InRange(await SettledAsync(exporter), 0, early + (early / 10));
    }

    private static Task<Exporter> StartAsync(params string[] flags) =>
        Exporter.StartAsync([$"--series.limit={Limit}", $"--signals.include={SignalName}", .. flags]);

    private static int Live(Scrape scrape) => scrape.Signals.Count(s => s["sender_comm"] != "[other]");

    private static double Total(Scrape scrape) =>
        scrape.Signals.Sum(s => s.Value)
        + scrape.Samples.Where(s => s.Name == "signal_exporter_retired_signals_total").Sum(s => s.Value);

    /// <summary>Resident memory, once every part of the heap was collected: that is so within 50 requests.</summary>
    private static async Task<long> SettledAsync(Exporter exporter)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 60; i++)
        {
            _ = await exporter.ScrapeAsync();
            least = Math.Min(least, ResidentKilobytes(exporter));
        }

        return least;
    }

    /// <summary>VmRSS (proc(5), <c>/proc/pid/status</c>).</summary>
    private static long ResidentKilobytes(Exporter exporter) => long.Parse(
        File.ReadLines($"/proc/{exporter.ProcessId}/status")
            .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
