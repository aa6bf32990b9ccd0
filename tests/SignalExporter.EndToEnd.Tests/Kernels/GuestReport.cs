using System.Globalization;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// Says how it goes while it goes, and at the end one line for each kernel: in the files progress and summary, which
/// tests/kernels/run.sh shows.
/// </summary>
public sealed class GuestReport : IDisposable
{
    private readonly SortedDictionary<string, GuestReportLine> _kernels = new(StringComparer.Ordinal);

    private static string Root => Directory.CreateDirectory(Path.Combine(BuildPaths.Repository, "out", "kernels")).FullName;

    internal static void Progress(string line) => File.AppendAllText(
        Path.Combine(Root, "progress"),
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss} {line}\n"));

    /// <summary>Adds words to a kernel's line.</summary>
    internal void Add(GuestKernel kernel, GuestOutput? output, params IEnumerable<string> words)
    {
        if (!_kernels.TryGetValue(kernel.Name, out GuestReportLine? line))
        {
            _kernels[kernel.Name] = line = new GuestReportLine(kernel);
        }

        line.Add(output, words);
    }

    public void Dispose() =>
        File.WriteAllLines(Path.Combine(Root, "summary"), _kernels.Values.Select(line => line.ToString()));
}
