using System.Globalization;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>What was seen, by signal, sender and receiver.</summary>
internal sealed class WatchSummary
{
    private const int MaxKeys = 10_000;
    private const int MaxRows = 20;

    private readonly Dictionary<(Signal Signal, Comm? Sender, Comm? Receiver), long> _counts = [];
    private readonly Lock _counting = new();
    private long _total;

    internal void Count(SignalEvent e)
    {
        lock (_counting)
        {
            _total++;
            var key = (e.Signal, e.Sender?.Comm, e.Receiver?.Comm);
            if (_counts.TryGetValue(key, out long count) || _counts.Count < MaxKeys)
            {
                _counts[key] = count + 1;
            }
        }
    }

    /// <summary>Writes the most frequent ones, and what was lost, by reason.</summary>
    internal void Write(TextWriter output, TimeSpan duration, IReadOnlyDictionary<string, long> lost)
    {
        lock (_counting)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{_total} {(_total == 1 ? "signal" : "signals")} in {duration.TotalSeconds:0.0} s"));
            WriteRows(output);
            long losses = lost.Values.Sum();
            output.WriteLine(losses == 0
                ? "None was lost."
                : string.Create(CultureInfo.InvariantCulture, $"{losses} were lost: {Reasons(lost)}"));
        }
    }

    /// <summary>As in <c>ring_full 12, slow_output 3</c>.</summary>
    internal static string Reasons(IReadOnlyDictionary<string, long> lost) => string.Join(
        ", ", lost.Where(reason => reason.Value > 0).Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value}")));

    private void WriteRows(TextWriter output)
    {
        if (_counts.Count == 0)
        {
            return;
        }

        List<string[]> rows = [["COUNT", "SIGNAL", "SENDER", "RECEIVER"]];
        rows.AddRange(_counts.OrderByDescending(count => count.Value).Take(MaxRows).Select(count => new[]
        {
            count.Value.ToString(CultureInfo.InvariantCulture),
            count.Key.Signal.Name,
            Name(count.Key.Sender, "kernel"),
            Name(count.Key.Receiver, "(failed)"),
        }));
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => SafeText.Width(row[column])))];
        foreach (string[] row in rows)
        {
            output.WriteLine($"{Blanks(widths[0], row[0])}{row[0]}  {row[1]}{Blanks(widths[1], row[1])}  {row[2]}{Blanks(widths[2], row[2])}  {row[3]}");
        }

        long others = _total - _counts.Values.OrderDescending().Take(MaxRows).Sum();
        if (others > 0)
        {
            output.WriteLine($"and {others.ToString(CultureInfo.InvariantCulture)} more between others");
        }
    }

    private static string Name(Comm? comm, string otherwise) => comm is { } known ? SafeText.Show(known.ToString()) : otherwise;

    private static string Blanks(int width, string text) => new(' ', width - SafeText.Width(text));
}
