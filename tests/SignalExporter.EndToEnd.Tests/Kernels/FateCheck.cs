using System.Runtime.InteropServices;
using Xunit.Sdk;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// What became of signals, as often as it did and as long as it took; and sends that fail. Where the exporter says that exits were
/// missed, as many ends of processes may be missing, in all rows together; nothing else may.
/// </summary>
internal sealed class FateCheck(string name, IReadOnlyList<GuestRow> rows) : GuestCheck(name, rows)
{
    private double _told;
    private double _missing;

    public override GuestResult Compare(
        GuestOutput output, Architecture architecture, IReadOnlyDictionary<GuestRow, int> numbers)
    {
        (_told, _missing) = (output.MissedExits, 0);
        GuestResult result = base.Compare(output, architecture, numbers);
        return _missing == 0 ? result : result with { Note = $"{_missing} ends missing, {_told} exits told as missed" };
    }

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

    protected override bool IsExplained(string wanted, string counted)
    {
        Dictionary<string, double> have = FateGrowth.Counts(counted);
        double ended = 0, terminated = 0;
        foreach ((string words, double count) in FateGrowth.Counts(wanted))
        {
            have.Remove(words, out double found);
            double less = count - found;
            bool isEnded = words.StartsWith("ended ", StringComparison.Ordinal);
            bool isTerminated = words.StartsWith("terminated ", StringComparison.Ordinal);
            if (less < 0 || (less > 0 && !isEnded && !isTerminated))
            {
                return false;
            }

            ended += isEnded ? less : 0;
            terminated += isTerminated ? less : 0;
        }

        // A process's end is at most one of each.
        double missing = Math.Max(ended, terminated);
        if (have.Count > 0 || _missing + missing > _told)
        {
            return false;
        }

        _missing += missing;
        return true;
    }

    private static FateGrowth Growth(GuestOutput output, GuestRow row) => new(
        Scrape.Empty,
        output.Metrics,
        label => row.Names.Contains(label("sender_comm")) || row.Names.Contains(label("receiver_comm")));
}
