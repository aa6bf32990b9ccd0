using Xunit.Sdk;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What became of signals, as often as it did and as long as it took; and sends that fail.</summary>
internal sealed class FateCheck(string name, IReadOnlyList<GuestRow> rows) : GuestCheck(name, rows)
{
    protected override string Counted(GuestOutput output, GuestRow row) => Growth(output, row).Lines;

    protected override string Wanted(IEnumerable<string> expected, GuestRow row) =>
        FateGrowth.Expected(expected, row.Sender, row.Receiver);

    protected override string? OtherFlaw(GuestOutput output, GuestRow row, int number)
    {
        Observation[] observed =
        [
            .. output.Section("output", number).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Observation.Parse),
        ];
        FateGrowth growth = Growth(output, row);
        bool isDelivery = row.Case.Row.StartsWith("deliver-", StringComparison.Ordinal);
        try
        {
            FateTests.CheckTimes(isDelivery ? growth.Deliveries : growth.Ends, observed);
            return null;
        }
        catch (XunitException e)
        {
            return $"times: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static FateGrowth Growth(GuestOutput output, GuestRow row) => new(
        Scrape.Empty,
        output.Metrics,
        label => row.Names.Contains(label("sender_comm")) || row.Names.Contains(label("receiver_comm")));
}
