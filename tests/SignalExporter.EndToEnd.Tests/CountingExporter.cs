using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>An exporter that leaves no signal out, for all tests of a class.</summary>
public sealed class CountingExporter : IAsyncLifetime
{
    internal Exporter Exporter { get; private set; } = null!;

    // With room for all that the tests and others on the machine may do meanwhile.
    public async Task InitializeAsync() =>
        Exporter = await Exporter.StartAsync(Exporter.CountAll, "--series.limit=65536");

    public async Task DisposeAsync() => await Exporter.DisposeAsync();

    /// <summary>Which series with one of these names grew while something was done, and by how much.</summary>
    internal async Task<string> GrowthAsync(IReadOnlyCollection<string> names, Func<Task> act)
    {
        Scrape before = await Exporter.ScrapeAsync();
        await act();
        Scrape after = await Exporter.ScrapeAsync();
        return Growth(before, after, names);
    }

    /// <summary>Which series with one of these names grew between two scrapes, and by how much.</summary>
    internal static string Growth(Scrape before, Scrape after, IReadOnlyCollection<string> names) => Lines(after.Signals
        .Where(s => names.Contains(s["sender_comm"]) || names.Contains(s["receiver_comm"]))
        .Select(s => ExpectedSeries.From(s, s.Value - before.ValueOf(s.Series)))
        .Where(s => s.Count != 0));

    internal static string Lines(IEnumerable<ExpectedSeries> series) =>
        string.Join('\n', series.Select(s => s.ToString()).Order(StringComparer.Ordinal));
}
