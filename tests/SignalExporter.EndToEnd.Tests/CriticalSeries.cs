using System.Globalization;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What a scrape says of critical processes, as text: all of it, so that nothing can hide.</summary>
internal static class CriticalSeries
{
    /// <summary>Each series of <c>linux_signal_critical_total</c>: <c>postgres* SIGKILL expected=false 1</c>.</summary>
    public static string CriticalTotals(this Scrape scrape) => Lines(scrape.Critical().Select(s => string.Create(
        CultureInfo.InvariantCulture, $"{s["process"]} {s["signal"]} expected={s["expected"]} {s.Value}")));

    /// <summary>
    /// Each series of <c>linux_signal_critical_last_timestamp_seconds</c>, without its value:
    /// <c>postgres* SIGKILL expected=false user sender > receiver</c>.
    /// </summary>
    public static string CriticalLast(this Scrape scrape) => Lines(scrape.LastTimestamps().Select(s =>
        $"{s["process"]} {s["signal"]} expected={s["expected"]} {s["origin"]} "
        + $"{s["sender_comm"]} > {s["receiver_comm"]}"));

    public static IEnumerable<Sample> Critical(this Scrape scrape) =>
        scrape.Samples.Where(s => s.Name == "linux_signal_critical_total");

    public static IEnumerable<Sample> LastTimestamps(this Scrape scrape) =>
        scrape.Samples.Where(s => s.Name == "linux_signal_critical_last_timestamp_seconds");

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
