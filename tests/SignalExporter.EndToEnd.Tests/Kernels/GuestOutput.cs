using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What a guest printed on its console: facts, and files between markers (tests/kernels/init writes them).</summary>
internal sealed class GuestOutput
{
    private const int TailLines = 40;
    private const StringSplitOptions SplitOptions = StringSplitOptions.RemoveEmptyEntries;

    private readonly Dictionary<string, string> _sections = [];
    private readonly List<string[]> _facts = [];
    private readonly Dictionary<int, (int ExitCode, double Seconds)> _rows = [];
    private readonly Lazy<Scrape> _metrics;
    private readonly Lazy<IReadOnlyList<JsonElement>> _events;

    private GuestOutput(string[] console)
    {
        Tail = string.Join('\n', console.TakeLast(TailLines));
        _metrics = new(() => _sections.TryGetValue("metrics", out string? text) ? Scrape.Parse(text) : Scrape.Empty);
        _events = new(() => [.. Lines("events").Select(l => JsonDocument.Parse(l).RootElement)]);
    }

    /// <summary>What a scrape said after all rows.</summary>
    public Scrape Metrics => _metrics.Value;

    /// <summary>How many exits the exporter says that its program was not run for.</summary>
    public double MissedExits => Metrics.Samples.Where(s => s.Name == "signal_exporter_missed_exits_total").Sum(s => s.Value);

    /// <summary>The end of the console, where a kernel that panics says why.</summary>
    public string Tail { get; }

    /// <summary>The kernel's release.</summary>
    public string? Release => Fact("kernel")?[0];

    /// <summary>Whether it came to its end: it was not stopped from outside, and did not panic.</summary>
    public bool IsWhole => Fact("done") is not null;

    public bool IsReady => Fact("ready") is not null;

    /// <summary>The exit code of an exporter that did not become ready.</summary>
    public int? Refusal => Fact("ended") is { } fact ? int.Parse(fact[0], CultureInfo.InvariantCulture) : null;

    /// <summary>The exporter's resident memory at the end, in megabytes.</summary>
    public double? Resident =>
        Lines("memory").FirstOrDefault(l => l.StartsWith("VmRSS", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split((char[])[' ', '\t'], SplitOptions)[1], CultureInfo.InvariantCulture) / 1024
            : null;

    /// <summary>The events that <c>watch --json</c> printed.</summary>
    public IReadOnlyList<JsonElement> Events => _events.Value;

    public static GuestOutput Parse(string console)
    {
        string[] lines = console.Replace("\r", "", StringComparison.Ordinal).Split('\n');
        var output = new GuestOutput(lines);
        string? name = null;
        var encoded = new StringBuilder();
        foreach (string line in lines)
        {
            if (line.StartsWith("@@BEGIN ", StringComparison.Ordinal))
            {
                (name, encoded) = (line[8..], new StringBuilder());
            }
            else if (name is not null && line == $"@@END {name}")
            {
                output._sections[name] = Decode(encoded.ToString());
                name = null;
            }
            else if (name is not null)
            {
                encoded.Append(line);
            }
            else if (line.StartsWith("@@ ", StringComparison.Ordinal))
            {
                output.AddFact(line[3..].Split(' '));
            }
        }

        return output;
    }

    public string[] Lines(string section) => Section(section).Split('\n', SplitOptions);

    public string Section(string name) => _sections.GetValueOrDefault(name, "");

    /// <summary>What a file has on a row: they put such a line before each.</summary>
    public string Section(string name, int row)
    {
        string marker = $"## {row.ToString(CultureInfo.InvariantCulture)}\n";
        string text = '\n' + Section(name);
        int at = text.IndexOf('\n' + marker, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        text = text[(at + marker.Length + 1)..];
        int end = text.StartsWith("## ", StringComparison.Ordinal) ? 0 : text.IndexOf("\n## ", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    public GuestTrace Trace(int row) => new(Section("traces", row));

    /// <summary>How the helper program ended, and how long it took; null where it did not run.</summary>
    public (int ExitCode, double Seconds)? Row(int number) => _rows.TryGetValue(number, out var row) ? row : null;

    private string[]? Fact(string word) => _facts.Find(f => f[0] == word)?[1..];

    private void AddFact(string[] words)
    {
        _facts.Add(words);
        if (words[0] == "row")
        {
            int[] numbers = [.. words[1..].Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
            _rows[numbers[0]] = (numbers[1], numbers[2] / 100.0);
        }
    }

    private static string Decode(string text)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using var reader = new StreamReader(packed);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return $"not readable: {e.Message}";
        }
    }
}
