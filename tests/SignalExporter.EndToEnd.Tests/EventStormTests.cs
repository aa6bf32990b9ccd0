using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;
using Xunit.Abstractions;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A storm of signals that become events: all are seen or lost, none is miscounted, and memory stays as it was.</summary>
[Collection(KernelSuite.Name)]
public sealed class EventStormTests(Provoke provoke, ITestOutputHelper output)
{
    // A signal that nothing else on the machine is likely to send.
    private const int OurSignal = 53;
    private const string OurName = "SIGRTMIN+19";
    private const string OnlyOurs = $"--events.signals={OurName}";
    private const int Each = 1_000_000;
    private const int GrowthInMegabytes = 8;

    [Fact]
    public async Task Every_signal_of_a_storm_is_seen_or_lost_and_counted()
    {
        await using Exporter exporter = await Exporter.StartAsync(OnlyOurs, $"--signals.include={OurName}");
        await StormAsync(exporter, Each / 2, "first");
        double early = await ResidentMegabytesAsync(exporter);

        (double rate, int answers) = await StormAsync(exporter, Each, "storm");

        double growth = await ResidentMegabytesAsync(exporter) - early;
        Scrape scrape = await exporter.ScrapeAsync();
        double lost = scrape.Samples.Where(s => s.Name == "signal_exporter_lost_events_total").Sum(s => s.Value);
        output.WriteLine($"{rate:F0}/s, {lost} lost, {answers} answers, {growth:F1} MB more");
        Assert.Equal(Each, scrape.Count(OurName, "storm-a0", "storm-to"));
        Assert.Equal(Each, scrape.Count(OurName, "storm-b0", "storm-to"));
        Assert.Equal(2 * (Each + (Each / 2)), scrape.Single("signal_exporter_events_total") + lost);
        Assert.True(answers > 3, $"only {answers} answers");
        Assert.InRange(growth, double.NegativeInfinity, GrowthInMegabytes);
    }

    [Fact]
    public async Task Without_the_collector_nothing_is_written_or_read()
    {
        await using Exporter with = await Exporter.StartAsync();
        await using Exporter without = await Exporter.StartAsync("--no-collector.events");
        await provoke.RunAsync("sigkill", 1, "off-killer", "off-victim");

        Assert.Single(await StoryEvents.ReadAsync(with, "receiver=off-victim"));
        using JsonDocument answer = JsonDocument.Parse(await without.Http.GetStringAsync("/events?format=json"));
        Assert.Contains("--no-collector.events", answer.RootElement.GetProperty("off").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, answer.RootElement.GetProperty("events").GetArrayLength());
        Scrape scrape = await without.ScrapeAsync();
        Assert.Equal(1, scrape.Count("SIGKILL", "off-killer", "off-victim"));
        Assert.DoesNotContain(scrape.Samples, s => s.Name.Contains("events", StringComparison.Ordinal));

        // Who reads a ring buffer has it in its memory.
        Assert.NotEmpty(RingMappings(with));
        Assert.Empty(RingMappings(without));
    }

    /// <summary>Two senders at once, and somebody who looks at /events all the while.</summary>
    /// <returns>How many signals were sent in a second, and how often /events answered meanwhile.</returns>
    private async Task<(double Rate, int Answers)> StormAsync(Exporter exporter, int each, string name)
    {
        long start = Stopwatch.GetTimestamp();
        Task storm = Task.WhenAll(
            provoke.RunAsync("names", 1, $"{name}-a", $"{name}-to", each, OurSignal),
            provoke.RunAsync("names", 1, $"{name}-b", $"{name}-to", each, OurSignal));
        int answers = 0;
        for (; !storm.IsCompleted; answers++)
        {
            JsonElement[] events = await StoryEvents.ReadAsync(exporter, "limit=10");
            Assert.All(events, e => Assert.Equal(OurName, e.TextOf("signal")));
            await Task.Delay(50);
        }

        await storm;
        return (2 * each / Stopwatch.GetElapsedTime(start).TotalSeconds, answers);
    }

    /// <summary>VmRSS, once every part of the heap was collected: that is so within 50 requests.</summary>
    private static async Task<double> ResidentMegabytesAsync(Exporter exporter)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < 60; i++)
        {
            _ = await exporter.ScrapeAsync();
            string line = File.ReadLines($"/proc/{exporter.ProcessId}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            least = Math.Min(least, double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
        }

        return least;
    }

    /// <summary>The part of a ring buffer that only the kernel writes to: no other map is mapped for reading only.</summary>
    private static string[] RingMappings(Exporter exporter) =>
        [.. File.ReadLines($"/proc/{exporter.ProcessId}/maps").Where(l => l.Contains(" r--s ", StringComparison.Ordinal) && l.EndsWith("bpf-map", StringComparison.Ordinal))];
}
