using System.Text;

namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>
/// A strict reader of OpenMetrics 1.0, written from the specification and from nothing of the exporter: it takes no
/// document that breaks a MUST, nor a SHOULD that the exporter promises.
/// </summary>
public sealed class OpenMetricsParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<ParsedFamily> _families = [];
    private readonly HashSet<string> _series = [];
    private ParsedFamily? _current;

    public static IReadOnlyList<ParsedFamily> Parse(byte[] document) => Parse(StrictUtf8.GetString(document));

    public static IReadOnlyList<ParsedFamily> Parse(string document)
    {
        if (!document.EndsWith('\n'))
        {
            throw new OpenMetricsException("the last line has no line feed", "");
        }

        var lines = document[..^1].Split('\n');
        if (lines[^1] != "# EOF")
        {
            throw new OpenMetricsException("the document does not end in # EOF", lines[^1]);
        }

        var parser = new OpenMetricsParser();
        foreach (var line in lines[..^1])
        {
            parser.Read(line);
        }

        parser.EndFamily();
        FamilyRules.CheckNames(parser._families);
        return parser._families;
    }

    private void Read(string line)
    {
        if (line.StartsWith('#'))
        {
            ReadMetadata(line);
            return;
        }

        var sample = SampleParser.Parse(line);
        if (_current?.Type is null
            || !FamilyRules.Suffixes(_current).Any(suffix => sample.Name == _current.Name + suffix))
        {
            throw new OpenMetricsException("the sample does not belong to the family before it", line);
        }

        if (!_series.Add(sample.Series))
        {
            throw new OpenMetricsException("the series exists twice", line);
        }

        _current.Samples.Add(sample);
    }

    private void ReadMetadata(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts.Length < 4 || parts[0] != "#" || !Grammar.IsMetricName(parts[2]))
        {
            throw new OpenMetricsException("no metadata line", line);
        }

        if (_current?.Name != parts[2])
        {
            EndFamily();
            _current = new ParsedFamily(parts[2]);
            _families.Add(_current);
        }

        var ordered = _current.Samples.Count == 0 && _current.Help is null;
        switch (parts[1])
        {
            case "TYPE" when ordered && _current is { Type: null, Unit: null }:
                _current.Type = FamilyRules.IsType(parts[3])
                    ? parts[3]
                    : throw new OpenMetricsException("no such type", line);
                break;
            case "UNIT" when ordered && _current is { Type: not null, Unit: null }:
                _current.Unit = parts[3];
                break;
            case "HELP" when ordered && _current.Type is not null:
                _current.Help = Grammar.Unescape(parts[3], line);
                break;
            default:
                throw new OpenMetricsException("metadata out of order, twice, or unknown", line);
        }
    }

    private void EndFamily()
    {
        if (_current is not null)
        {
            FamilyRules.Check(_current);
        }
    }
}
