using System.Diagnostics;
using System.Net;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>The configuration file is read again on SIGHUP and on POST /-/reload; what was counted stays.</summary>
[Collection(KernelSuite.Name)]
public sealed class ConfigReloadTests(Provoke provoke)
{
    private const string Lifecycle = "--web.enable-lifecycle";
    private const string Successful = "signal_exporter_config_last_reload_successful";
    private const string SuccessTimestamp = "signal_exporter_config_last_reload_success_timestamp_seconds";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reload_keeps_every_count_and_starts_what_is_new_at_0(bool bySignal)
    {
        using var file = new WatchlistFile("critical: [{process: cr-kept}, {process: cr-gone}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag, Lifecycle);
        await provoke.RunAsync("sigkill", 2, "cr-killer", "cr-kept");
        await provoke.RunAsync("sigkill", 3, "cr-killer", "cr-gone");
        await provoke.RunAsync("sigkill", 5, "cr-killer", "cr-new");

        file.Write("critical: [{process: cr-new}, {process: cr-kept, expected_senders: [cr-killer]}]");
        await ReloadAsync(exporter, bySignal);
        Scrape reloaded = await exporter.ScrapeAsync();
        await provoke.RunAsync("sigkill", 7, "cr-killer", "cr-kept");
        await provoke.RunAsync("sigkill", 1, "cr-killer", "cr-gone");
        await provoke.RunAsync("sigkill", 1, "cr-killer", "cr-new");
        Scrape later = await exporter.ScrapeAsync();
        file.Write("critical: [{process: cr-gone}]");
        await ReloadAsync(exporter, bySignal);
        Scrape back = await exporter.ScrapeAsync();

        Assert.Equal(
            """
            cr-kept SIGKILL expected=false 2
            cr-kept SIGKILL expected=true 0
            cr-new SIGKILL expected=false 0
            cr-new SIGKILL expected=true 0
            """,
            reloaded.CriticalTotals());
        Assert.Equal("cr-kept SIGKILL expected=false user cr-killer > cr-kept", reloaded.CriticalLast());
        Assert.Equal(
            """
            cr-kept SIGKILL expected=false 2
            cr-kept SIGKILL expected=true 7
            cr-new SIGKILL expected=false 1
            cr-new SIGKILL expected=true 0
            """,
            later.CriticalTotals());
        Assert.Equal(
            """
            cr-gone SIGKILL expected=false 3
            cr-gone SIGKILL expected=true 0
            """,
            back.CriticalTotals());
    }

    // The two lists of the kernel take turns under fire, and what has a place in the table keeps it.
    [Fact]
    public async Task Reloads_while_signals_come_lose_none()
    {
        const int Times = 60_000;
        const int Names = 5;
        using var file = new WatchlistFile("critical: []");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag, Lifecycle);
        file.Write("critical: [{process: cr-fire-*, signals: [SIGUSR2]}]");
        await ReloadAsync(exporter, bySignal: false);

        Task fire = provoke.RunAsync("names-self", Names, "cr-fire-", "", Times, 12);
        int reloads = 0;
        for (; !fire.IsCompleted; reloads++)
        {
            string first = reloads % 2 == 0 ? "{process: cr-first}, " : "";
            file.Write($"critical: [{first}{{process: cr-fire-*, signals: [SIGUSR2, SIGTERM]}}]");
            await ReloadAsync(exporter, bySignal: false);
        }

        await fire;
        Scrape scrape = await exporter.ScrapeAsync();
        Assert.True(reloads > 3, $"only {reloads} reloads");
        Assert.Equal(Names * Times, scrape.Critical().Sum(s => s.Value));
        Assert.Equal(Names, scrape.LastTimestamps().Count());
    }

    [Fact]
    public async Task A_bad_file_leaves_the_old_one_in_use()
    {
        using var file = new WatchlistFile("critical: [{process: cr-still}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag, Lifecycle);
        Scrape before = await exporter.ScrapeAsync();
        double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        Assert.Equal(1, before.Single(Successful));
        Assert.InRange(now - before.Single(SuccessTimestamp), 0, 30);

        file.Write(
            """
            critical:
              - process: cr-other
                signals: [SIGKIL]
            whatever: 1
            """);
        (HttpStatusCode status, string text) = await PostReloadAsync(exporter);
        await provoke.RunAsync("sigkill", 1, "cr-killer", "cr-still");
        Scrape refused = await exporter.ScrapeAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains($"{file.Path}:3:15: critical[0].signals[0]: ", text, StringComparison.Ordinal);
        Assert.Contains("SIGKIL'; did you mean SIGKILL?", text, StringComparison.Ordinal);
        Assert.Contains($"{file.Path}:4:1: unknown key 'whatever'", text, StringComparison.Ordinal);
        Assert.Equal(0, refused.Single(Successful));
        Assert.Equal(before.Single(SuccessTimestamp), refused.Single(SuccessTimestamp));
        Assert.Equal("cr-still SIGKILL expected=false user cr-killer > cr-still", refused.CriticalLast());
        Assert.DoesNotContain("   at ", exporter.Log, StringComparison.Ordinal);

        File.Delete(file.Path);
        (status, text) = await PostReloadAsync(exporter);
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains(file.Path, text, StringComparison.Ordinal);

        file.Write("critical: [{process: cr-other}]");
        await ReloadAsync(exporter, bySignal: false);
        Scrape good = await exporter.ScrapeAsync();
        Assert.Equal(1, good.Single(Successful));
        Assert.InRange(good.Single(SuccessTimestamp), before.Single(SuccessTimestamp) + 0.001, double.MaxValue);
        Assert.Equal(["cr-other"], good.Critical().Select(s => s["process"]).Distinct());
    }

    [Fact]
    public async Task A_bad_file_at_SIGHUP_ends_nothing()
    {
        using var file = new WatchlistFile("critical: [{process: cr-still}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag);
        file.Write("critical: {process: cr-other}");
        Assert.Equal(0, Native.Kill(exporter.ProcessId, Native.SigHup));
        Scrape refused = await WaitAsync(exporter, scrape => scrape.Single(Successful) == 0
            && exporter.Log.Contains($"{file.Path}:1:11: critical: expected a list", StringComparison.Ordinal));

        Assert.Equal(["cr-still"], refused.Critical().Select(s => s["process"]).Distinct());
    }

    [Fact]
    public async Task Without_the_flag_nobody_reloads_over_HTTP()
    {
        using var file = new WatchlistFile("critical: [{process: cr-first}]");
        await using Exporter exporter = await Exporter.StartAsync(file.Flag);
        file.Write("critical: [{process: cr-second}]");

        (HttpStatusCode status, string text) = await PostReloadAsync(exporter);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("--web.enable-lifecycle", text, StringComparison.Ordinal);
        Assert.Equal(
            ["cr-first"], (await exporter.ScrapeAsync()).Critical().Select(s => s["process"]).Distinct());
    }

    [Fact]
    public async Task A_reload_is_a_POST_and_needs_a_file()
    {
        await using Exporter exporter = await Exporter.StartAsync(Lifecycle);

        using HttpResponseMessage get = await exporter.Http.GetAsync("/-/reload");
        (HttpStatusCode status, string text) = await PostReloadAsync(exporter);
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal("POST, PUT", string.Join(", ", get.Content.Headers.Allow));
        Assert.Equal("Only POST and PUT.\n", await get.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("--config.file", text, StringComparison.Ordinal);
        Assert.DoesNotContain(scrape.Samples, s => s.Name.Contains("_config_", StringComparison.Ordinal));
    }

    private static async Task ReloadAsync(Exporter exporter, bool bySignal)
    {
        if (!bySignal)
        {
            Assert.Equal((HttpStatusCode.OK, "Reloaded.\n"), await PostReloadAsync(exporter));
            return;
        }

        double before = (await exporter.ScrapeAsync()).Single(SuccessTimestamp);
        Assert.Equal(0, Native.Kill(exporter.ProcessId, Native.SigHup));
        await WaitAsync(exporter, scrape => scrape.Single(SuccessTimestamp) > before);
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostReloadAsync(Exporter exporter)
    {
        using HttpResponseMessage response = await exporter.Http.PostAsync("/-/reload", null);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<Scrape> WaitAsync(Exporter exporter, Func<Scrape, bool> condition)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(20))
        {
            Scrape scrape = await exporter.ScrapeAsync();
            if (condition(scrape))
            {
                return scrape;
            }
        }

        throw new TimeoutException($"it did not come to that. It said: {exporter.Log}");
    }
}
