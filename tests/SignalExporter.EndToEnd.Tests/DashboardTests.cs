using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Every query of the dashboard that ships returns data after something of each kind has happened.</summary>
[Collection(KernelSuite.Name)]
public sealed partial class DashboardTests(Provoke provoke)
{
    // What Grafana puts in place of its variables, with "All" chosen and the last five minutes shown.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["job"] = "signal-exporter",
        ["instance"] = ".+",
        ["signal"] = ".+",
        ["sender"] = "(?s).*",
        ["receiver"] = "(?s).*",
        ["__range"] = "5m",
        ["__range_s"] = "300",
        ["__interval"] = "15s",
        ["__rate_interval"] = "15s",
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task Every_panel_has_data()
    {
        using var watchlist = new WatchlistFile(
            "critical:\n- process: dash-critical\n  expected_senders: [dash-expected]\n");
        await using AlertStack stack = await AlertStack.StartAsync(
            watchlist.Flag, "--series.limit=200", "--collector.failures");

        // Twice, since a rate needs two scrapes to see a series grow.
        for (int i = 0; i < 2; i++)
        {
            await provoke.RunAsync("sigkill", 2, "dash-unexpected", "dash-critical");
            await provoke.RunAsync("sigkill", 2, "dash-expected", "dash-critical");
            await provoke.RunAsync("oom", 1, "dash", "dash-critical");
            await provoke.RunAsync("segv-maperr", 2, "dash", "dash-crash");
            await provoke.RunAsync("init-default", 2, "dash", "dash-init", 15);
            await provoke.RunAsync("kill", 10, "dash-sender", "dash-receiver", 10);
            await provoke.RunAsync("end-handled", 2, "dash-sender", "dash-graceful", 50);
            await provoke.RunAsync("escalate", 1, "dash-sender", "dash-stuck", 0, 100);
            await provoke.RunAsync("fail-often", 3, "dash-sender", "");
            await provoke.RunAsync("names", 300, "dash-", "dash-flooded", 1, 53);

            // Handled right before the scrape, since a quantile of a rate looks back for 15 s only.
            await provoke.RunAsync("kill", 10, "dash-sender", "dash-receiver", 10);
            await stack.WaitForScrapeAsync();
        }

        // The recording rules of the fleet's row are evaluated once a minute.
        List<(string Panel, string Query)> empty = [.. Queries()];
        for (long began = Stopwatch.GetTimestamp(); empty.Count > 0 && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            double time = await stack.WaitForScrapeAsync();
            foreach ((string Panel, string Query) entry in empty.ToArray())
            {
                if ((await stack.QueryAsync(entry.Query, time)).Count > 0)
                {
                    empty.Remove(entry);
                }
            }
        }

        Assert.Empty(empty);
    }

    /// <summary>The queries of all panels, with their variables replaced.</summary>
    private static IEnumerable<(string Panel, string Query)> Queries()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(BuildPaths.Dashboard));
        (string, string)[] queries = [.. Panels(dashboard.RootElement)
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => (
                panel.GetProperty("title").GetString()!, Replace(target.GetProperty("expr").GetString()!))))];
        Assert.True(queries.Length > 30, $"only {queries.Length} queries");
        return queries;
    }

    /// <summary>Panels, also those in collapsed rows.</summary>
    private static IEnumerable<JsonElement> Panels(JsonElement parent) => parent.TryGetProperty("panels", out JsonElement panels)
        ? panels.EnumerateArray().SelectMany(panel => Panels(panel).Prepend(panel))
        : [];

    private static string Replace(string query) => Variable().Replace(query, match => Variables[match.Groups[1].Value]);

    [GeneratedRegex(@"\$\{?([a-z_]+)\}?")]
    private static partial Regex Variable();
}
