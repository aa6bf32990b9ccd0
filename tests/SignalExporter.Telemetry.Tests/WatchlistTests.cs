using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class WatchlistTests
{
    private static readonly Signal Sigkill = new(9);

    [Fact]
    public async Task Every_combination_exists_at_zero_from_the_start()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres"), Rule("java*")]);

        string[] lines = await exposed.ScrapeAsync();

        Assert.Equal(
            [
                Total("postgres", false, 0), Total("postgres", true, 0), Total("java*", false, 0), Total("java*", true, 0),
            ],
            lines.Where(line => line.StartsWith("linux_signal_critical_total{", StringComparison.Ordinal)));
        Assert.Equal(["postgres", "java*"], source.Watched.Select(pattern => pattern.Process.Text));
    }

    [Fact]
    public async Task A_sender_that_is_not_listed_is_unexpected_and_named()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres", "systemd")]);

        source.Critical.AddRange([Kill("sh", "postgres"), Kill("sh", "postgres"), Kill("systemd", "postgres")]);
        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains(Total("postgres", false, 2), lines);
        Assert.Contains(Total("postgres", true, 1), lines);
        Assert.Contains(
            "linux_signal_critical_last_timestamp_seconds{expected=\"false\",origin=\"user\",process=\"postgres\","
            + "receiver_comm=\"postgres\",sender_comm=\"sh\",signal=\"SIGKILL\"} 1000.5",
            lines);
    }

    [Fact]
    public void A_sender_may_have_to_be_a_certain_user()
    {
        var rule = new WatchRule(Rule("postgres").Pattern, [new ExpectedSender(new CommPattern("pg_ctl"), 26)], new HashSet<Origin>());

        Assert.True(rule.Expects(Kill("pg_ctl", "postgres", uid: 26)));
        Assert.False(rule.Expects(Kill("pg_ctl", "postgres", uid: 0)));
        Assert.False(rule.Expects(Kill("sh", "postgres", uid: 26)));
    }

    [Fact]
    public void A_name_does_not_stand_for_the_kernel()
    {
        var rule = new WatchRule(Rule("postgres").Pattern, [new ExpectedSender(new CommPattern("kernel"), null)], new HashSet<Origin>());

        Assert.True(rule.Expects(Kill("kernel", "postgres", uid: 0)));
        Assert.False(rule.Expects(Kill("kernel", "postgres", uid: null, Origin.Oom)));
    }

    [Fact]
    public void An_origin_that_is_listed_is_expected_whoever_sends()
    {
        var rule = new WatchRule(Rule("postgres").Pattern, [], new HashSet<Origin> { Origin.Oom });

        Assert.True(rule.Expects(Kill("kernel", "postgres", uid: null, Origin.Oom)));
        Assert.False(rule.Expects(Kill("sh", "postgres")));
    }

    [Fact]
    public async Task Other_rules_keep_the_counts_and_a_rule_that_comes_back_goes_on()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres")]);
        source.Critical.Add(Kill("sh", "postgres"));

        exposed.Watchlist.Use([Rule("java")]);
        string[] without = await exposed.ScrapeAsync();
        exposed.Watchlist.Use([Rule("java"), Rule("postgres")]);
        string[] with = await exposed.ScrapeAsync();

        Assert.DoesNotContain(without, line => line.Contains("process=\"postgres\"", StringComparison.Ordinal));
        Assert.Contains(Total("postgres", false, 1), with);
    }

    [Fact]
    public async Task What_fits_two_rules_counts_for_both()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres"), Rule("post*", "sh")]);

        source.Critical.Add(Kill("sh", "postgres"));
        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains(Total("postgres", false, 1), lines);
        Assert.Contains(Total("post*", true, 1), lines);
    }

    [Fact]
    public async Task What_the_kernel_had_no_room_for_is_unexpected()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        WatchRule rule = Rule("postgres*", "sh");
        exposed.Watchlist.Use([rule]);

        source.CriticalOverflow.Add(new CriticalOverflow(rule.Pattern, Sigkill, 77));
        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains(Total("postgres*", false, 77), lines);
        Assert.Contains(lines, line => line.Contains("receiver_comm=\"[other]\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_senders_keeps_the_newest()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres")]);

        for (int i = 0; i < Watchlist.MaxLast + 100; i++)
        {
            source.Critical.Add(Kill($"s{i}", "postgres") with { Last = DateTimeOffset.UnixEpoch.AddSeconds(i) });
        }

        string[] lines = await exposed.ScrapeAsync();
        string[] last = [.. lines.Where(line => line.StartsWith("linux_signal_critical_last_timestamp_seconds{", StringComparison.Ordinal))];

        Assert.Equal(Watchlist.MaxLast, last.Length);
        Assert.Contains(last, line => line.Contains($"\"s{Watchlist.MaxLast + 99}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(last, line => line.Contains("\"s0\"", StringComparison.Ordinal));
        Assert.Contains(Total("postgres", false, Watchlist.MaxLast + 100), lines);
    }

    [Fact]
    public async Task A_flood_of_expected_signals_takes_no_unexpected_one_away()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres"), Rule("busy*", "s*"), Rule("other*")]);

        source.Critical.Add(Kill("sh", "postgres"));
        source.Critical.AddRange(Enumerable.Range(0, 2000).Select(i => Kill($"s{i}", "busy") with { Last = DateTimeOffset.UtcNow }));
        source.Critical.AddRange(Enumerable.Range(0, 2000).Select(i => Kill($"x{i}", "other") with { Last = DateTimeOffset.UtcNow }));

        Assert.Contains(await exposed.ScrapeAsync(), line => line.Contains("process=\"postgres\",receiver_comm=\"postgres\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signal_that_is_no_longer_watched_is_no_longer_told()
    {
        var source = new FakeSource();
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([Rule("postgres")]);
        source.Critical.Add(Kill("sh", "postgres"));
        _ = await exposed.ScrapeAsync();

        exposed.Watchlist.Use([new WatchRule(
            new WatchPattern(new CommPattern("postgres"), new HashSet<Signal> { new(15) }), [], new HashSet<Origin>())]);

        Assert.DoesNotContain(await exposed.ScrapeAsync(), line => line.Contains("SIGKILL", StringComparison.Ordinal));
    }

    internal static WatchRule Rule(string process, params string[] senders) => new(
        new WatchPattern(new CommPattern(process), new HashSet<Signal> { Sigkill }),
        [.. senders.Select(sender => new ExpectedSender(new CommPattern(sender), null))],
        new HashSet<Origin>());

    internal static CriticalSignal Kill(string sender, string receiver, uint? uid = 0, Origin origin = Origin.User) => new(
        Sigkill, Comm.From(sender), uid, Comm.From(receiver), origin, 1, DateTimeOffset.UnixEpoch.AddSeconds(1000.5));

    private static string Total(string process, bool expected, long count) =>
        $"linux_signal_critical_total{{expected=\"{(expected ? "true" : "false")}\",process=\"{process}\",signal=\"SIGKILL\"}} {count}";
}
