using SignalExporter.Kernel;

namespace SignalExporter.Web;

/// <summary>A sender and a receiver, and what passed between them; the parts are in order of their counts.</summary>
internal sealed record BusyPair(
    Comm Sender,
    Comm Receiver,
    long Count,
    IReadOnlyList<(string Name, long Count)> Signals,
    IReadOnlyList<(string Name, long Count)> Results)
{
    /// <summary>The busiest pairs of a reading, the busiest first.</summary>
    internal static List<BusyPair> Of(SignalReading reading, int most) =>
        [.. reading.Series
            .GroupBy(count => (count.Series.Sender, count.Series.Receiver))
            .Select(pair => (Pair: pair, Count: pair.Sum(count => count.Value)))
            .OrderByDescending(pair => pair.Count)
            .Take(most)
            .Select(pair => new BusyPair(
                pair.Pair.Key.Sender,
                pair.Pair.Key.Receiver,
                pair.Count,
                Shares(pair.Pair, series => series.Signal.Name),
                Shares(pair.Pair, series => series.Result.Name())))];

    private static List<(string, long)> Shares(IEnumerable<SeriesCount<SignalSeries>> counts, Func<SignalSeries, string> by) =>
        [.. counts
            .GroupBy(count => by(count.Series))
            .Select(share => (Name: share.Key, Count: share.Sum(count => count.Value)))
            .OrderByDescending(share => share.Count)];
}
