using System.Globalization;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// What a guest does otherwise than a real machine: there the counts come from the kernel's own trace of signal_generate, taken
/// meanwhile. All other lines of the case stay as the table has them.
/// </summary>
/// <param name="Provoke">The case.</param>
/// <param name="Evidence">What the trace has to tell, and which lines that makes.</param>
internal sealed record GuestDifference(string Provoke, params GuestEvidence[] Evidence)
{
    /// <summary>Whether the helper program may miss what it waits for, and say so.</summary>
    public bool MayFail { get; init; }

    public IEnumerable<string> Expected(IEnumerable<string> table, GuestRow row, GuestTrace trace)
    {
        string[] replaced = [.. Evidence.SelectMany(e => e.Lines)];
        IEnumerable<string> kept = table.Where(line => !replaced.Contains(line[..line.LastIndexOf(' ')]));
        return kept.Concat(
            from evidence in Evidence
            let receiver = evidence.Receiver == "S" ? row.Sender : row.Receiver
            let count = trace.Count(evidence.Signal, evidence.Code, evidence.Result, receiver)
            where count > 0
            from line in evidence.Lines
            select string.Create(CultureInfo.InvariantCulture, $"{line} {count}"));
    }
}
