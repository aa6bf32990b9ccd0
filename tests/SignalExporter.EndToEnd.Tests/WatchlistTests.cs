using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What counts as a signal to a critical process, and as expected.</summary>
[Collection(KernelSuite.Name)]
public sealed class WatchlistTests(Provoke provoke)
{
    [Fact]
    public async Task What_is_watched_is_there_at_0_before_anything_happens()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-zero
              - process: wl-zero*
                signals: [SIGTERM, kill]
            """,
            () => Task.CompletedTask);

        Assert.Equal(
            """
            wl-zero SIGKILL expected=false 0
            wl-zero SIGKILL expected=true 0
            wl-zero* SIGKILL expected=false 0
            wl-zero* SIGKILL expected=true 0
            wl-zero* SIGTERM expected=false 0
            wl-zero* SIGTERM expected=true 0
            """,
            scrape.CriticalTotals());
        Assert.Equal("", scrape.CriticalLast());
        Assert.Equal("counter", scrape.Types["linux_signal_critical_total"]);
        Assert.Equal(1, scrape.Samples.Single(
            s => s.Name == "signal_exporter_collector_success" && s["collector"] == "critical").Value);
    }

    [Fact]
    public async Task Who_is_listed_may_kill_and_who_is_not_may_not()
    {
        double before = 0;
        double after = 0;
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-db
                expected_senders: [wl-manager, wl-supervisor-*]
            """,
            async () =>
            {
                await provoke.RunAsync("sigkill", 2, "wl-manager", "wl-db");
                await provoke.RunAsync("sigkill", 3, "wl-supervisor-1", "wl-db");
                before = Now();
                await provoke.RunAsync("sigkill", 1, "wl-managers", "wl-db");
                after = Now();
                await provoke.RunAsync("sigkill", 1, "wl-managers", "wl-other");
            });

        Assert.Equal(
            """
            wl-db SIGKILL expected=false 1
            wl-db SIGKILL expected=true 5
            """,
            scrape.CriticalTotals());
        Assert.Equal(
            """
            wl-db SIGKILL expected=false user wl-managers > wl-db
            wl-db SIGKILL expected=true user wl-manager > wl-db
            wl-db SIGKILL expected=true user wl-supervisor-1 > wl-db
            """,
            scrape.CriticalLast());
        Assert.InRange(
            scrape.LastTimestamps().Single(s => s["expected"] == "false").Value, before - 0.1, after + 0.1);
    }

    [Fact]
    public async Task The_last_timestamp_is_that_of_the_last_signal()
    {
        using var file = new WatchlistFile("critical: [{process: wl-again}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag);
        await provoke.RunAsync("sigkill", 1, "wl-killer", "wl-again");
        double first = (await exporter.ScrapeAsync()).LastTimestamps().Single().Value;
        await Task.Delay(1500);
        double before = Now();
        await provoke.RunAsync("sigkill", 1, "wl-killer", "wl-again");
        double second = (await exporter.ScrapeAsync()).LastTimestamps().Single().Value;

        Assert.InRange(second, before - 0.1, Now() + 0.1);
        Assert.InRange(second - first, 1.4, 60);
    }

    [Fact]
    public async Task A_sender_with_a_user_is_only_that_user()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-user
                expected_senders: [{comm: wl-ctl, uid: 26}]
              - process: wl-root
                expected_senders: [{comm: wl-ctl*, uid: 0}]
            """,
            async () =>
            {
                await provoke.RunAsync("sigkill", 1, "wl-ctl", "wl-user", 26);
                await provoke.RunAsync("sigkill", 2, "wl-ctl", "wl-user", 0);
                await provoke.RunAsync("sigkill", 4, "wl-ctl", "wl-user", 65534);
                await provoke.RunAsync("sigkill", 8, "wl-other", "wl-user", 26);
                await provoke.RunAsync("sigkill", 16, "wl-ctl2", "wl-root", 0);
                await provoke.RunAsync("sigkill", 32, "wl-ctl2", "wl-root", 26);
            });

        Assert.Equal(
            """
            wl-root SIGKILL expected=false 32
            wl-root SIGKILL expected=true 16
            wl-user SIGKILL expected=false 14
            wl-user SIGKILL expected=true 1
            """,
            scrape.CriticalTotals());
    }

    [Fact]
    public async Task A_signal_that_is_left_out_elsewhere_is_critical_all_the_same()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-out
                signals: [SIGKILL, SIGTERM, SIGCHLD]
            """,
            async () =>
            {
                await provoke.RunAsync("sigkill", 2, "wl-killer", "wl-out");
                await provoke.RunAsync("kill", 3, "wl-killer", "wl-out", 15);
                await provoke.RunAsync("kill", 5, "wl-killer", "wl-out", 17);
                await provoke.RunAsync("kill", 7, "wl-killer", "wl-out", 10);
            },
            "--signals.exclude=SIGKILL,SIGCHLD",
            "--series.limit=65536"); // others on the machine may fill a smaller table

        Assert.Equal(
            """
            wl-out SIGCHLD expected=false 5
            wl-out SIGCHLD expected=true 0
            wl-out SIGKILL expected=false 2
            wl-out SIGKILL expected=true 0
            wl-out SIGTERM expected=false 3
            wl-out SIGTERM expected=true 0
            """,
            scrape.CriticalTotals());
        Assert.Equal(
            ["SIGTERM", "SIGUSR1"],
            scrape.Signals
                .Where(s => s["receiver_comm"] == "wl-out")
                .Select(s => s["signal"])
                .Order(StringComparer.Ordinal));
    }

    // Nobody who calls itself "kernel" may pass for the OOM killer, and no list of senders excuses the OOM killer.
    [Fact]
    public async Task An_OOM_kill_is_expected_only_where_its_origin_is()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-oom
                expected_senders: [kernel]
              - process: wl-oom-fine
                expected_origins: [oom]
            """,
            async () =>
            {
                await provoke.RunAsync("oom", 2, "nobody", "wl-oom");
                await provoke.RunAsync("oom", 1, "nobody", "wl-oom-fine");
                await provoke.RunAsync("sigkill", 4, "kernel", "wl-oom-fine");
            });

        Assert.Equal(
            """
            wl-oom SIGKILL expected=false 2
            wl-oom SIGKILL expected=true 0
            wl-oom-fine SIGKILL expected=false 4
            wl-oom-fine SIGKILL expected=true 1
            """,
            scrape.CriticalTotals());
        Assert.Equal(
            """
            wl-oom SIGKILL expected=false oom kernel > wl-oom
            wl-oom-fine SIGKILL expected=false user kernel > wl-oom-fine
            wl-oom-fine SIGKILL expected=true oom kernel > wl-oom-fine
            """,
            scrape.CriticalLast());
    }

    [Fact]
    public async Task Each_origin_can_be_expected()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - {process: wl-ns, expected_origins: [namespace_exit]}
              - {process: wl-cgroup, expected_origins: [cgroup_kill, oom]}
              - {process: wl-orphan, expected_origins: [parent_death]}
              - {process: wl-trace, expected_origins: [kernel]}
              - {process: wl-*, expected_origins: [oom, namespace_exit], expected_senders: [wl-tracer]}
            """,
            async () =>
            {
                await provoke.RunAsync("namespace-exit", 1, "wl-sender", "wl-ns");
                await provoke.RunAsync("cgroup-kill", 2, "wl-sender", "wl-cgroup");
                await provoke.RunAsync("parent-death", 4, "wl-sender", "wl-orphan", 9);
                await provoke.RunAsync("ptrace-exitkill", 8, "wl-tracer", "wl-trace");
            });

        Assert.Equal(
            """
            wl-* SIGKILL expected=false 14
            wl-* SIGKILL expected=true 1
            wl-cgroup SIGKILL expected=false 0
            wl-cgroup SIGKILL expected=true 2
            wl-ns SIGKILL expected=false 0
            wl-ns SIGKILL expected=true 1
            wl-orphan SIGKILL expected=false 0
            wl-orphan SIGKILL expected=true 4
            wl-trace SIGKILL expected=false 0
            wl-trace SIGKILL expected=true 8
            """,
            scrape.CriticalTotals());
    }

    [Fact]
    public async Task What_did_not_reach_it_does_not_count()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-deaf
                signals: [SIGUSR1, SIGTERM, SIGRTMIN]
            """,
            async () =>
            {
                await provoke.RunAsync("ignored", 2, "wl-sender", "wl-deaf");
                await provoke.RunAsync("zombie", 2, "wl-sender", "wl-deaf");
                await provoke.RunAsync("init-default", 2, "wl-sender", "wl-deaf");
                await provoke.RunAsync("overflow-queue", 2, "wl-sender", "wl-deaf");
                await provoke.RunAsync("no-permission", 2, "wl-sender", "wl-deaf");

                // These did.
                await provoke.RunAsync("pending", 5, "wl-sender", "wl-deaf");
                await provoke.RunAsync("overflow-kill", 3, "wl-sender", "wl-deaf");
                await provoke.RunAsync("init-handle", 1, "wl-sender", "wl-deaf");
            });

        Assert.Equal(
            """
            wl-deaf SIGRTMIN expected=false 3
            wl-deaf SIGRTMIN expected=true 0
            wl-deaf SIGTERM expected=false 1
            wl-deaf SIGTERM expected=true 0
            wl-deaf SIGUSR1 expected=false 5
            wl-deaf SIGUSR1 expected=true 0
            """,
            scrape.CriticalTotals());
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
}
