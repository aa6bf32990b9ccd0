using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A real Prometheus that scrapes one exporter every second, with the alert rules or without.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Server _server;
    private readonly DirectoryInfo _directory;

    private Prometheus(Server server, DirectoryInfo directory) => (_server, _directory) = (server, directory);

    public static Task<Prometheus> StartAsync(Exporter exporter) => StartAsync($"""
        global:
          scrape_interval: 1s
        {Scrapes("signals", exporter.Port)}
        """);

    /// <summary>
    /// One with the rules that ship. It scrapes what answers at a port, so that another exporter may follow the first.
    /// </summary>
    public static Task<Prometheus> StartWithRulesAsync(int target, Alertmanager alertmanager) => StartAsync($"""
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files: ["{BuildPaths.AlertRules}/*.rules.yaml"]
        alerting:
          alertmanagers:
            - static_configs:
                - targets: ["127.0.0.1:{alertmanager.Port}"]
        {Scrapes("signal-exporter", target)}
        """);

    /// <summary>What an instant query answers: labels and value of each series, at a Unix time or now.</summary>
    public async Task<List<Sample>> QueryAsync(string query, double? time = null)
    {
        string at = time is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&time={time:F3}");
        using JsonDocument answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}{at}");
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(ReadSample)];
    }

    /// <summary>
    /// Waits for a scrape that began after now and went well. Queries at its time know what has happened so far, even
    /// where a later scrape fails because the machine is busy.
    /// </summary>
    /// <returns>Its Unix time.</returns>
    public async Task<double> WaitForScrapeAsync()
    {
        // Prometheus aligns the time stamps of scrapes by up to two milliseconds.
        double start = DateTimeOffset.UtcNow.AddMilliseconds(10).ToUnixTimeMilliseconds() / 1000.0;
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(100))
        {
            if (await QueryAsync("timestamp(up) and up == 1") is [{ } scrape] && scrape.Value > start)
            {
                return scrape.Value;
            }
        }

        throw new TimeoutException($"no good scrape: {await _server.Http.GetStringAsync("/api/v1/targets")}");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string Scrapes(string job, int target) => $"""
        scrape_configs:
          - job_name: {job}
            static_configs:
              - targets: ["127.0.0.1:{target}"]
        """;

    private static async Task<Prometheus> StartAsync(string yaml)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("prometheus-");
        string config = Path.Combine(directory.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(config, yaml);
        int port = FreePort.Find();
        try
        {
            Server server = await Server.StartAsync(
                "prometheus",
                [
                    $"--config.file={config}",
                    $"--storage.tsdb.path={Path.Combine(directory.FullName, "data")}",
                    $"--web.listen-address=127.0.0.1:{port}",
                    "--enable-feature=exemplar-storage,native-histograms",
                    "--log.level=warn",
                ],
                port);
            return new Prometheus(server, directory);
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    private static Sample ReadSample(JsonElement result)
    {
        Dictionary<string, string> labels = result.GetProperty("metric").EnumerateObject()
            .ToDictionary(l => l.Name, l => l.Value.GetString()!);
        labels.Remove("__name__", out string? name);
        string value = result.GetProperty("value")[1].GetString()!;
        return new Sample(name ?? "", labels, double.Parse(value, CultureInfo.InvariantCulture));
    }

    private async Task<JsonDocument> GetAsync(string path) =>
        JsonDocument.Parse(await _server.Http.GetStringAsync(path));
}
