using System.Text.Json;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The same rows once more: each counted signal is one event of the same words.</summary>
internal sealed class EventCheck(IReadOnlyList<GuestRow> rows) : GuestCheck("events", rows)
{
    protected override string Counted(GuestOutput output, GuestRow row) => CountingExporter.Lines(output.Events
        .Where(e => row.Names.Contains(NameOf(e, "sender")) || row.Names.Contains(NameOf(e, "receiver")))
        .GroupBy(e => (
            e.TextOf("signal")!,
            e.TextOf("code")!,
            e.TextOf("origin")!,
            e.TextOf("result")!,
            NameOf(e, "sender"),
            NameOf(e, "receiver")))
        .Select(g => new ExpectedSeries(
            g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Key.Item4, g.Key.Item5, g.Key.Item6, g.Count())));

    protected override string Wanted(IEnumerable<string> expected, GuestRow row) =>
        CountingExporter.Lines(expected.Select(e => ExpectedSeries.Parse(e, row.Sender, row.Receiver)));

    private static string NameOf(JsonElement e, string side) => e.GetProperty(side).TextOf("comm") ?? "kernel";
}
