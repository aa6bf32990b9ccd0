using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// Processes that end in great numbers, each in the way that its name tells, where the kernel may refuse to run the program for
/// some: nothing may be counted in a way that its name forbids, and what is not counted has to be told as missed.
/// </summary>
internal sealed class ExitCheck(IReadOnlyList<GuestRow> rows) : GuestCheck("exits", rows)
{
    protected override string Counted(GuestOutput output, GuestRow row) => Growth(output, row);

    protected override string Wanted(IEnumerable<string> expected, GuestRow row) => "";

    protected override string? Flaw(GuestOutput output, Architecture architecture, GuestRow row, int number)
    {
        if (output.Row(number) is not { ExitCode: 0 })
        {
            return $"it did not end well: {output.Section("output", number).Trim()}";
        }

        // What is handled is counted before the process ends.
        string asked = $"ended SIGTERM exited {row.Sender} > {row.Receiver}1";
        string killed = $"ended SIGKILL killed {row.Sender} > {row.Receiver}2";
        string terminated = $"terminated SIGKILL user {row.Sender} > {row.Receiver}2";
        string handled = $"delivered SIGTERM {row.Sender} > {row.Receiver}1";
        Dictionary<string, double> counted = FateGrowth.Counts(Growth(output, row));
        string[] wrong = [.. counted.Keys.Except([asked, killed, terminated, handled])];
        double missing = (2 * row.Case.Count) - counted.GetValueOrDefault(asked) - counted.GetValueOrDefault(killed);
        double told = output.MissedExits;
        bool isRight = wrong.Length == 0
            && counted.GetValueOrDefault(handled) == row.Case.Count
            && counted.GetValueOrDefault(terminated) == counted.GetValueOrDefault(killed)
            && missing >= 0 && missing <= told;
        return isRight ? null : $"{missing} missing, {told} told as missed; {OneLine(Growth(output, row))}";
    }

    private static string Growth(GuestOutput output, GuestRow row)
    {
        string[] names = [row.Sender, .. Enumerable.Range(0, 3).Select(way => $"{row.Receiver}{way}")];
        return new FateGrowth(
            Scrape.Empty,
            output.Metrics,
            label => names.Contains(label("sender_comm")) || names.Contains(label("receiver_comm"))).Lines;
    }
}
