using SignalExporter.Telemetry.Tests;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What the built program sends over OTLP is what it says at /metrics.</summary>
[Collection(KernelSuite.Name)]
public sealed class OtlpExporterTests(Provoke provoke)
{
    // The names that our threads give themselves, and what the SDK's batch processor calls its own.
    private static readonly string[] OurThreads = ["OpenTelemetry-P", "OpenTelemetry-B"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_is_what_is_scraped(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        using var watchlist = new WatchlistFile("critical: [{process: otlp-killed*, expected_senders: [otlp-expected]}]\n");
        await using Exporter exporter = await StartAsync(
            receiver, grpc, watchlist.Flag, "--collector.failures", "--signals.include=SIGUSR1,SIGTERM,SIGKILL,SIGURG,SIGRTMIN+19");

        for (int round = 0; round < 2; round++)
        {
            await provoke.RunAsync("kill", 20, "otlp-\"\\s", $"otlp-r{round}");
            await provoke.RunAsync("queue", 100, "otlp-s", "otlp-queued", 53);
            await provoke.RunAsync("sigkill", 2, "otlp-s", $"otlp-killed{round}");
            await provoke.RunAsync("escalate", 1, "otlp-s", "otlp-stuck", 0, 20);
            await provoke.RunAsync("fail", 5, "otlp-s", "fails", 0, 3);
            (Scrape scrape, Dictionary<string, double> sent) = await InAQuietMomentAsync(exporter, receiver);

            Dictionary<string, double> scraped = OtlpSamples.In(scrape);
            Assert.Equal(scraped.Keys.Order(), sent.Keys.Order());
            Assert.All(scraped, series => Assert.Equal(series.Value, sent[series.Key], OtlpSamples.Tolerance(series.Value)));
            foreach (string name in (string[])["linux_signal_generated_total", "linux_signal_critical_total", .. FateMetricNames.Counters, .. FateMetricNames.Histograms.Select(h => h + "_count")])
            {
                Assert.Contains(scrape.Samples, s => s.Name == name && s.Value > 0);
            }
        }

        Assert.Superset(OurThreads.ToHashSet(), Threads(exporter));
    }

    [Fact]
    public async Task Without_an_endpoint_none_of_its_threads_runs()
    {
        await using Exporter exporter = await Exporter.StartThroughAsync(["env", "-u", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
        await provoke.RunAsync("sigkill", 1, "otlp-s", "otlp-killed");
        _ = await exporter.ScrapeAsync();

        Assert.DoesNotContain(Threads(exporter), name => name.Contains("otlp", StringComparison.Ordinal) || name.StartsWith("Open", StringComparison.Ordinal));
    }

    /// <summary>An exporter that sends all it has to a receiver, at once.</summary>
    internal static Task<Exporter> StartAsync(OtlpReceiver receiver, bool grpc, params string[] flags) => Exporter.StartThroughAsync(
        [
            "env", $"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Target("").Endpoint.GetLeftPart(UriPartial.Authority)}",
            $"OTEL_EXPORTER_OTLP_PROTOCOL={(grpc ? "grpc" : "http/protobuf")}", "OTEL_METRIC_EXPORT_INTERVAL=100", "OTEL_BLRP_SCHEDULE_DELAY=50",
        ],
        flags);

    /// <summary>Two scrapes that are the same, and what was sent between them.</summary>
    private static async Task<(Scrape Scrape, Dictionary<string, double> Sent)> InAQuietMomentAsync(Exporter exporter, OtlpReceiver receiver)
    {
        for (int i = 0; i < 50; i++)
        {
            Scrape before = await exporter.ScrapeAsync();

            // The next that comes may have been read before; the one after it was not.
            int next = receiver.Metrics.Count() + 1;
            await OtlpReceiver.UntilAsync(() => receiver.Metrics.Count() > next);
            Dictionary<string, double> scraped = OtlpSamples.In(await exporter.ScrapeAsync());
            if (OtlpSamples.In(before).ToHashSet().SetEquals(scraped))
            {
                return (before, OtlpSamples.In(receiver.Metrics.ElementAt(next)));
            }
        }

        throw new TimeoutException("somebody sends signals all the time");
    }

    /// <summary>The names of its threads (proc(5), <c>/proc/pid/task/tid/comm</c>).</summary>
    private static HashSet<string> Threads(Exporter exporter) =>
        [.. Directory.GetDirectories($"/proc/{exporter.ProcessId}/task").Select(task => File.ReadAllText($"{task}/comm").TrimEnd('\n'))];
}
