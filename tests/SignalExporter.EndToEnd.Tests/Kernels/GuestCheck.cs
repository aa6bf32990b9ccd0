using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A table that a guest's output is held against, row by row.</summary>
internal abstract class GuestCheck(string name, IReadOnlyList<GuestRow> rows)
{
    public string Name { get; } = name;

    public IReadOnlyList<GuestRow> Rows { get; } = rows;

    /// <param name="output">What the guest printed.</param>
    /// <param name="architecture">The guest's.</param>
    /// <param name="numbers">The number that each row has in the guest.</param>
    public virtual GuestResult Compare(
        GuestOutput output, Architecture architecture, IReadOnlyDictionary<GuestRow, int> numbers)
    {
        List<string> flaws = [];
        int total = 0;
        foreach (GuestRow row in Rows)
        {
            bool exists = row.Case.ExistsOn(architecture);
            total += exists ? 1 : 0;
            string? flaw = exists
                ? Flaw(output, architecture, row, numbers[row])
                : NotHereFlaw(output, row, numbers[row]);
            if (flaw is not null)
            {
                flaws.Add($"{row.Case.Provoke}: {flaw}");
            }
        }

        return new GuestResult(Name, Math.Max(0, total - flaws.Count), total, flaws);
    }

    /// <summary>What is counted under the row's names, in the form of the table, in order.</summary>
    protected abstract string Counted(GuestOutput output, GuestRow row);

    /// <summary>What the table expects, in the same form.</summary>
    protected abstract string Wanted(IEnumerable<string> expected, GuestRow row);

    /// <summary>What else is wrong; null where nothing is.</summary>
    protected virtual string? OtherFlaw(GuestOutput output, GuestRow row, int number) => null;

    /// <summary>Whether the exporter itself says why so much less is counted.</summary>
    protected virtual bool IsExplained(string wanted, string counted) => false;

    /// <summary>What is wrong with a row that the architecture has; null where nothing is.</summary>
    protected virtual string? Flaw(GuestOutput output, Architecture architecture, GuestRow row, int number)
    {
        if (output.Row(number) is not { } run)
        {
            return "it did not run";
        }

        GuestDifference? difference = row.Difference(architecture);
        if (run.ExitCode != 0 && difference?.MayFail != true)
        {
            string says = output.Section("output", number).Trim();
            return $"it ended with {run.ExitCode}: {says}; counted: {OneLine(Counted(output, row))}{Evidence(output, number)}";
        }

        IEnumerable<string> expected = row.Case.ExpectedOn(architecture);
        if (difference is not null)
        {
            GuestTrace trace = output.Trace(number);
            if (!trace.Text.Contains("signal_generate", StringComparison.Ordinal))
            {
                return "the guest's own trace has nothing of it";
            }

            expected = difference.Expected(expected, row, trace);
        }

        string wanted = Wanted(expected, row);
        string counted = Counted(output, row);
        if (wanted == counted)
        {
            return OtherFlaw(output, row, number);
        }

        return IsExplained(wanted, counted)
            ? null
            : $"not {OneLine(wanted)} but {OneLine(counted)}{Evidence(output, number)}";
    }

    /// <summary>It has to say so, and to do nothing.</summary>
    private string? NotHereFlaw(GuestOutput output, GuestRow row, int number) =>
        output.Row(number)?.ExitCode == GuestRow.NotHere && Counted(output, row).Length == 0
            ? null
            : $"it has no meaning here, and ended with {output.Row(number)?.ExitCode}: {OneLine(Counted(output, row))}";

    private static string Evidence(GuestOutput output, int number) =>
        output.Trace(number).Text is { Length: > 0 } text ? $"\n{text}" : "";

    protected static string OneLine(string lines) => $"[{lines.Replace("\n", " | ", StringComparison.Ordinal)}]";
}
