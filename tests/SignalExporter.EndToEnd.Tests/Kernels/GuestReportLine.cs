using System.Globalization;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What is said of one kernel.</summary>
internal sealed class GuestReportLine(GuestKernel kernel)
{
    private readonly List<string> _words = [];
    private string? _release;
    private double _resident;
    private bool _loads = true;

    /// <param name="output">What a guest of it printed; null where it was not booted.</param>
    /// <param name="words">What came of it.</param>
    public void Add(GuestOutput? output, IEnumerable<string> words)
    {
        _release ??= output?.Release;
        _resident = Math.Max(_resident, output?.Resident ?? 0);
        _loads &= output?.IsReady == true;
        _words.AddRange(words);
    }

    public override string ToString()
    {
        string loads = _loads ? "loads" : "does not load";
        string resident = _resident > 0 ? string.Create(CultureInfo.InvariantCulture, $"rss {_resident:F0} MB") : "";
        string words = string.Join(", ", ((string[])[loads, .. _words, resident]).Where(w => w.Length > 0));
        return $"{kernel.Name}: {_release ?? "not booted"} {kernel.Machine}: {words}";
    }
}
