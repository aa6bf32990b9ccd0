using System.Globalization;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// Which series about the fates of signals grew between two scrapes, and by how much. As text, one line each:
/// <c>delivered SIGUSR1 sender > receiver 5</c>, <c>ended SIGTERM exited sender > receiver 1</c>,
/// <c>terminated SIGKILL oom kernel > receiver 1</c>, <c>escalated sender > receiver 1</c>,
/// <c>failed SIGTERM kill EPERM sender 3</c>.
/// </summary>
internal sealed class FateGrowth(Scrape before, Scrape after, Func<Func<string, string>, bool> concerns)
{
    public IReadOnlyList<Histogram> Deliveries { get; } = Grown(FateMetricNames.Delivery, before, after, concerns);

    public IReadOnlyList<Histogram> Ends { get; } = Grown(FateMetricNames.Termination, before, after, concerns);

    /// <summary>Such lines from the short form of a table, where <c>S</c>, <c>S!</c> and <c>R</c> stand for the case's own names.</summary>
    public static string Expected(IEnumerable<string> lines, string sender, string receiver) => string.Join(
        '\n',
        lines
            .Select(line => string.Join(' ', line.Split(' ').Select(word => word switch
            {
                "S" => sender,
                "S!" => sender + "!",
                "R" => receiver,
                _ => word,
            })))
            .Order(StringComparer.Ordinal));

    /// <summary>The counts of such lines, by the words before.</summary>
    public static Dictionary<string, double> Counts(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => (Words: l[..l.LastIndexOf(' ')], Count: l[(l.LastIndexOf(' ') + 1)..]))
        .ToDictionary(l => l.Words, l => double.Parse(l.Count, CultureInfo.InvariantCulture));

    public string Lines => string.Join('\n', AllLines().Order(StringComparer.Ordinal));

    private IEnumerable<string> AllLines()
    {
        foreach (Histogram h in Deliveries)
        {
            yield return Line(h.Count, $"delivered {h["signal"]} {h["sender_comm"]} > {h["receiver_comm"]}");
        }

        foreach (Histogram h in Ends)
        {
            yield return Line(h.Count, $"ended {h["signal"]} {h["outcome"]} {h["sender_comm"]} > {h["receiver_comm"]}");
        }

        foreach (Sample s in after.Samples.Where(s => FateMetricNames.Counters.Contains(s.Name) && concerns(l => s[l])))
        {
            double growth = s.Value - before.ValueOf(s.Series);
            if (growth != 0)
            {
                yield return Line(growth, Words(s));
            }
        }
    }

    private static string Words(Sample s) => s.Name switch
    {
        FateMetricNames.Terminated =>
            $"terminated {s["signal"]} {s["origin"]} {s["sender_comm"]} > {s["receiver_comm"]}",
        FateMetricNames.Escalations => $"escalated {s["sender_comm"]} > {s["receiver_comm"]}",
        _ => $"failed {s["signal"]} {s["syscall"]} {s["error"]} {s["sender_comm"]}",
    };

    private static string Line(double count, string words) =>
        string.Create(CultureInfo.InvariantCulture, $"{words} {count}");

    private static IReadOnlyList<Histogram> Grown(
        string name, Scrape before, Scrape after, Func<Func<string, string>, bool> concerns)
    {
        Dictionary<string, Histogram> earlier = before.Histograms(name).ToDictionary(h => h.Key);
        return [.. after.Histograms(name)
            .Where(h => concerns(l => h.Labels.GetValueOrDefault(l, "")))
            .Select(h => h.Since(earlier.GetValueOrDefault(h.Key)))
            .Where(h => h.Count != 0)];
    }
}
