using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// Scrapes an exporter all the while something is done: no counter and no histogram may go back or contradict itself.
/// </summary>
internal static class FateWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>How the series grew in which one of the names is the sender's or the receiver's.</summary>
    public static async Task<FateGrowth> GrowthAsync(
        this Exporter exporter, IReadOnlyCollection<string> names, Func<Task> act)
    {
        Scrape first = await exporter.ScrapeAsync();
        Task done = act();
        Scrape last = first;
        for (bool over = false; !over;)
        {
            over = done.IsCompleted;
            Scrape next = await ScrapeAsync(exporter);
            Check(last, next);
            last = next;
            await Task.WhenAny(done, Task.Delay(Pause));
        }

        await done;
        return new FateGrowth(
            first, last, label => names.Contains(label("sender_comm")) || names.Contains(label("receiver_comm")));
    }

    private static async Task<Scrape> ScrapeAsync(Exporter exporter)
    {
        try
        {
            return await exporter.ScrapeAsync();
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"A scrape failed: {e.Message} The exporter said: {exporter.Log}", e);
        }
    }

    private static void Check(Scrape earlier, Scrape later)
    {
        foreach (Sample counter in earlier.Samples.Where(s => earlier.Types[s.Name] == "counter"))
        {
            double value = later.ValueOf(counter.Series);
            Assert.True(value >= counter.Value, $"{counter.Series} went from {counter.Value} to {value}");
        }

        foreach (string name in FateMetricNames.Histograms)
        {
            Dictionary<string, Histogram> before = earlier.Histograms(name).ToDictionary(h => h.Key);
            foreach (Histogram histogram in later.Histograms(name))
            {
                string? flaw = histogram.Flaw(before.GetValueOrDefault(histogram.Key));
                Assert.True(flaw is null, $"{name}{histogram.Key}: {flaw}");
                before.Remove(histogram.Key);
            }

            Assert.True(before.Count == 0, $"{name}: vanished: {string.Join(", ", before.Keys)}");
        }
    }
}
