using System.Globalization;
using System.Text;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// What /metrics says, read from the text format 0.0.4. Strict where a mistake would hide something: a series twice, a
/// family without its TYPE, a line that does not end.
/// </summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, Sample> _series = [];

    private Scrape(string text) => Text = text;

    /// <summary>What an exporter says that has counted nothing yet.</summary>
    public static Scrape Empty => new("");

    public string Text { get; }

    public IEnumerable<Sample> Samples => _series.Values;

    /// <summary>The types of the families, by name; a histogram's also by the names of its samples.</summary>
    public Dictionary<string, string> Types { get; } = [];

    public IEnumerable<Sample> Signals => Samples.Where(s => s.Name == "linux_signal_generated_total");

    public static Scrape Parse(string text)
    {
        var scrape = new Scrape(text);
        if (!text.EndsWith('\n'))
        {
            throw new FormatException("the last line does not end");
        }

        foreach (string line in text.Split('\n')[..^1])
        {
            scrape.ReadLine(line);
        }

        return scrape;
    }

    /// <summary>The value of a series, 0 where there is none yet.</summary>
    public double ValueOf(string series) => _series.TryGetValue(series, out Sample? sample) ? sample.Value : 0;

    /// <summary>The value of the only series of a family.</summary>
    public double Single(string name) => Samples.Single(s => s.Name == name).Value;

    /// <summary>How many signals with this sender, receiver and name.</summary>
    public double Count(string signal, string sender, string receiver) => Signals
        .Where(s => s["signal"] == signal && s["sender_comm"] == sender && s["receiver_comm"] == receiver)
        .Sum(s => s.Value);

    /// <summary>All label sets of a histogram.</summary>
    public IEnumerable<Histogram> Histograms(string name) => Samples
        .Where(s => s.Name == name + "_bucket" || s.Name == name + "_sum" || s.Name == name + "_count")
        .GroupBy(s => s.Without("le").Series[s.Name.Length..])
        .Select(samples => Histogram.From(name, [.. samples]));

    private void AddType(string name, string type)
    {
        Types.Add(name, type);
        foreach (string part in type == "histogram" ? ["_bucket", "_sum", "_count"] : Array.Empty<string>())
        {
            Types.Add(name + part, type);
        }
    }

    private void ReadLine(string line)
    {
        string[] words = line.Split(' ', 4);
        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            AddType(words[2], words[3]);
            return;
        }

        if (line.StartsWith('#'))
        {
            return;
        }

        Sample sample = ReadSample(line);
        if (!Types.ContainsKey(sample.Name))
        {
            throw new FormatException($"no TYPE before {line}");
        }

        if (!_series.TryAdd(sample.Series, sample))
        {
            throw new FormatException($"twice: {line}");
        }
    }

    private static Sample ReadSample(string line)
    {
        int at = line.IndexOfAny(['{', ' ']);
        string name = line[..at];
        Dictionary<string, string> labels = [];
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                int equals = line.IndexOf('=', at);
                string label = line[at..equals];
                at = equals + 2;
                labels.Add(label, ReadValue(line, ref at));
                if (line[at] == ',')
                {
                    at++;
                }
            }

            at++;
        }

        return new Sample(name, labels, ReadNumber(line[(at + 1)..]));
    }

    private static string ReadValue(string line, ref int at)
    {
        var value = new StringBuilder();
        for (; line[at] != '"'; at++)
        {
            value.Append(line[at] != '\\' ? line[at] : line[++at] switch
            {
                '\\' => '\\',
                '"' => '"',
                'n' => '\n',
                _ => throw new FormatException($"an escape that is none: {line}"),
            });
        }

        at++;
        return value.ToString();
    }

    internal static double ReadNumber(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
