using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Floods of names: none hides a kill, and none makes a count wrong.</summary>
[Collection(KernelSuite.Name)]
public sealed class WatchlistFloodTests(Provoke provoke)
{
    // How many label sets the kernel's table of critical signals has room for (CRITICAL_SLOTS in signals.h).
    private const int Slots = 4096;
    private const int Flood = 50_000;
    private const int Usr2 = 12;

    [Fact]
    public async Task A_flood_of_other_names_before_and_meanwhile_hides_no_kill()
    {
        using var file = new WatchlistFile(
            """
            critical:
              - process: wf-db
                signals: [SIGKILL, SIGUSR2]
                expected_senders: [wf-manager]
            """);
        await using Exporter exporter = await Exporter.StartAsync(file.Flag, "--series.limit=100");
        await provoke.RunAsync("names-self", Flood, "wf-before-", "", 1, Usr2);
        await provoke.RunAsync("names", Flood, "wf-before-", "wf-flooded", 1, Usr2);

        Task flood = provoke.RunAsync("names-self", Flood, "wf-during-", "", 20, Usr2);
        await provoke.RunAsync("sigkill", 1, "wf-killer", "wf-db");
        await provoke.RunAsync("sigkill", 1, "wf-manager", "wf-db");
        Scrape meanwhile = await exporter.ScrapeAsync();
        Assert.False(flood.IsCompleted, "the flood was over too early");
        await flood;
        Scrape after = await exporter.ScrapeAsync();

        Assert.All([meanwhile, after], scrape =>
        {
            Assert.Equal(
                """
                wf-db SIGKILL expected=false 1
                wf-db SIGKILL expected=true 1
                wf-db SIGUSR2 expected=false 0
                wf-db SIGUSR2 expected=true 0
                """,
                scrape.CriticalTotals());
            Assert.Equal(
                """
                wf-db SIGKILL expected=false user wf-killer > wf-db
                wf-db SIGKILL expected=true user wf-manager > wf-db
                """,
                scrape.CriticalLast());
        });
        Assert.Contains(after.Signals, s => s["sender_comm"] == "[other]" && s["signal"] == "SIGUSR2");
        Assert.Equal(0, after.Count("SIGKILL", "wf-killer", "wf-db"));
    }

    // Far more pairs than there is room for, faster than they are taken: who sent some of them is not known.
    [Fact]
    public async Task A_flood_of_names_that_are_watched_is_counted_exactly()
    {
        using var file = new WatchlistFile(
            """
            critical:
              - process: wf-unused
              - process: wf-many-*
                signals: [SIGUSR2]
                expected_senders: [wf-many-1*]
            """);
        await using Exporter exporter = await Exporter.StartAsync(file.Flag, "--series.limit=100");

        await provoke.RunAsync("names-self", Flood, "wf-many-", "", 3, Usr2);
        Scrape flooded = await exporter.ScrapeAsync();
        await provoke.RunAsync("sigkill", 1, "wf-killer", "wf-unused");
        Scrape killed = await exporter.ScrapeAsync();

        Assert.Equal(3 * Flood, Total(flooded, "wf-many-*"));
        Assert.Contains(flooded.LastTimestamps(), s => s["sender_comm"] == "[other]" && s["expected"] == "false");

        // 1, 10-19, 100-199, ... are listed. One whose name is lost must not pass for one of them.
        Sample expected = flooded.Critical().Single(s => s["process"] == "wf-many-*" && s["expected"] == "true");
        Assert.InRange(expected.Value, 1, 3 * 11_111);
        Assert.InRange(flooded.LastTimestamps().Count(), Slots / 8, Slots);
        Assert.Equal(1, Total(killed, "wf-unused"));
        Assert.Contains(
            "wf-unused SIGKILL expected=false user wf-killer > wf-unused",
            killed.CriticalLast(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_floods_at_once_under_the_same_names_while_scraped_add_up()
    {
        const int Names = 10_000;
        const int Times = 30;
        using var file = new WatchlistFile("critical: [{process: wf-herd-*, signals: [SIGUSR2]}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag);

        Task floods = Task.WhenAll(
            provoke.RunAsync("names-self", Names, "wf-herd-", "", Times, Usr2),
            provoke.RunAsync("names-self", Names, "wf-herd-", "", Times, Usr2));
        double last = 0;
        while (!floods.IsCompleted)
        {
            double total = Total(await exporter.ScrapeAsync(), "wf-herd-*");
            Assert.InRange(total, last, 2 * Names * Times);
            last = total;
        }

        await floods;
        Assert.Equal(2 * Names * Times, Total(await exporter.ScrapeAsync(), "wf-herd-*"));
    }

    // Nobody scrapes, and still there is room for the next one.
    [Fact]
    public async Task Without_a_scrape_there_is_room_again_after_a_flood()
    {
        using var file = new WatchlistFile("critical: [{process: wf-gone-*, signals: [SIGUSR2]}, {process: wf-db}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag);
        await provoke.RunAsync("names-self", Flood, "wf-gone-", "", 1, Usr2);
        await Task.Delay(2500);

        await provoke.RunAsync("sigkill", 1, "wf-killer", "wf-db");
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(Flood, Total(scrape, "wf-gone-*"));
        Assert.Equal(1, Total(scrape, "wf-db"));
        Assert.Contains(
            "wf-db SIGKILL expected=false user wf-killer > wf-db", scrape.CriticalLast(), StringComparison.Ordinal);
    }

    private static double Total(Scrape scrape, string process) =>
        scrape.Critical().Where(s => s["process"] == process).Sum(s => s.Value);
}
