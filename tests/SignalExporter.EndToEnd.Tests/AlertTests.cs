using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// One kill of a critical process wakes somebody, who reads who did it to whom: the exporter, Prometheus with the rules
/// that ship, Alertmanager, a webhook. That something does not come is known when what was sent after it is there.
/// </summary>
[Collection(KernelSuite.Name)]
public sealed class AlertTests(Provoke provoke)
{
    private const string Watchlist =
        """
        critical:
          - process: al-db*
            expected_senders: [al-manager]
        """;

    [Fact]
    public async Task The_first_kill_of_an_exporters_life_reaches_the_webhook_with_both_names()
    {
        using var file = new WatchlistFile(Watchlist);
        await using AlertStack stack = await AlertStack.StartAsync(file.Flag);
        await provoke.RunAsync("sigkill", 1, "al-killer", "al-db-first");

        Alert alert = await stack.Webhook.WaitForAsync("al-db-first");

        Assert.True(alert.Firing);
        Assert.Equal("CriticalProcessKilled", alert.Name);
        Assert.Equal("critical", alert.Labels["severity"]);
        Assert.Equal(
            ("signal-exporter", "al-db*", "SIGKILL", "false", "user", "al-killer"),
            (alert.Labels["job"], alert.Labels["process"], alert.Labels["signal"], alert.Labels["expected"],
                alert.Labels["origin"], alert.Labels["sender_comm"]));
        Assert.All([alert.Annotations["summary"], alert.Annotations["description"]], text =>
        {
            Assert.Contains("al-killer", text, StringComparison.Ordinal);
            Assert.Contains("al-db-first", text, StringComparison.Ordinal);
            Assert.Contains(alert.Labels["instance"], text, StringComparison.Ordinal);
        });
        Assert.EndsWith(
            "/docs/runbook.md#criticalprocesskilled", alert.Annotations["runbook_url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listed_sender_wakes_nobody_and_a_flood_hides_nothing()
    {
        using var file = new WatchlistFile(Watchlist);
        await using AlertStack stack = await AlertStack.StartAsync(file.Flag, "--series.limit=100");

        await provoke.RunAsync("sigkill", 1, "al-manager", "al-db-listed");
        Assert.Single(await stack.QueryAsync(
            "linux_signal_critical_last_timestamp_seconds{receiver_comm=\"al-db-listed\", expected=\"true\"}"));
        await provoke.RunAsync("names-self", 50_000, "al-flood-", "", 1, 12);
        await provoke.RunAsync("sigkill", 1, "al-killer", "al-db-flooded");
        Alert killed = await stack.Webhook.WaitForAsync("al-db-flooded");
        await provoke.RunAsync("oom", 1, "nobody", "al-db-oom");
        Alert outOfMemory = await stack.Webhook.WaitForAsync("al-db-oom");

        Assert.Equal([killed, outOfMemory], stack.Webhook.Critical);
        Assert.Equal(
            ("CriticalProcessKilled", "al-killer", "user"),
            (killed.Name, killed.Labels["sender_comm"], killed.Labels["origin"]));
        Assert.Contains("al-killer", killed.Annotations["summary"], StringComparison.Ordinal);
        Assert.Contains("al-db-flooded", killed.Annotations["summary"], StringComparison.Ordinal);
        Assert.Equal("CriticalProcessOomKilled", outOfMemory.Name);
        Assert.Contains("al-db-oom", outOfMemory.Annotations["summary"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_nothing_old_fires_again_and_the_next_kill_does()
    {
        using var file = new WatchlistFile(Watchlist);
        await using AlertStack stack = await AlertStack.StartAsync(file.Flag);
        await provoke.RunAsync("sigkill", 1, "al-killer", "al-db-old");
        Alert old = await stack.Webhook.WaitForAsync("al-db-old");

        await stack.RestartExporterAsync(file.Flag);
        Assert.Empty(await stack.QueryAsync("linux_signal_critical_last_timestamp_seconds"));
        await provoke.RunAsync("sigkill", 1, "al-killer", "al-db-new");
        Alert next = await stack.Webhook.WaitForAsync("al-db-new");

        // The old one is not even resolved: it goes on for five minutes from the kill, exporter or not.
        Assert.Equal([old, next], stack.Webhook.Critical);
        Assert.All([old, next], alert => Assert.True(alert.Firing));
    }
}
