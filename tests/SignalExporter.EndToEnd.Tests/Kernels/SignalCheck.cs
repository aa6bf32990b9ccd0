namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>Every way to a signal, and what it is counted as.</summary>
internal sealed class SignalCheck(IReadOnlyList<GuestRow> rows) : GuestCheck("conformance", rows)
{
    protected override string Counted(GuestOutput output, GuestRow row) =>
        CountingExporter.Growth(Scrape.Empty, output.Metrics, row.Names);

    protected override string Wanted(IEnumerable<string> expected, GuestRow row) =>
        CountingExporter.Lines(expected.Select(e => ExpectedSeries.Parse(e, row.Sender, row.Receiver)));
}
