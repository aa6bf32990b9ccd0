using System.Text;

namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>
/// Both formats in plain string code, slow and short: what the exporter must agree with byte for byte.
/// </summary>
internal sealed class NaiveWriter(bool openMetrics, bool created)
{
    private readonly Dictionary<string, string> _owners = [];
    private readonly Dictionary<string, (FamilyModel First, StringBuilder Samples, HashSet<string> Seen)> _families =
        [];

    private readonly List<string> _order = [];

    public static string Write(IEnumerable<FamilyModel> families, bool openMetrics, bool created)
    {
        var writer = new NaiveWriter(openMetrics, created);
        foreach (var family in families)
        {
            writer.Add(family);
        }

        return string.Concat(writer._order
            .Where(name => writer._families[name].Samples.Length > 0)
            .Select(name => writer.Header(name, writer._families[name].First) + writer._families[name].Samples))
            + (openMetrics ? "# EOF\n" : "");
    }

    private void Add(FamilyModel family)
    {
        var name = NaiveNames.Family(family.Name, family.Kind, family.Unit);
        if (!_families.TryGetValue(name, out var entry))
        {
            string[] suffixes = family.Kind switch
            {
                MetricKind.Counter => ["", "_total", "_created"],
                MetricKind.Gauge => [""],
                _ => ["", "_bucket", "_sum", "_count", "_created"],
            };
            if (suffixes.Any(suffix => _owners.ContainsKey(name + suffix)))
            {
                return;
            }

            foreach (var suffix in suffixes)
            {
                _owners.Add(name + suffix, name);
            }

            entry = (family, new StringBuilder(), []);
            _families.Add(name, entry);
            _order.Add(name);
        }

        if (entry.First.Kind != family.Kind)
        {
            return;
        }

        foreach (var point in family.Points)
        {
            var labels = NaiveNames.Labels(point.Labels);
            if (IsValid(family.Kind, point) && entry.Seen.Add(labels))
            {
                Sample(entry.Samples, name, family.Kind, labels, point);
            }
        }
    }

    private static bool IsValid(MetricKind kind, PointModel point) => point.Value switch
    {
        HistogramModel histogram => histogram.Counts.All(count => count >= 0)
            && point.Labels.Where(label => NaiveNames.Label(label.Key) == "le").All(label => label.Value == ""),
        double value => kind == MetricKind.Gauge || (double.IsFinite(value) && value >= 0),
        long value => kind == MetricKind.Gauge || value >= 0,
        _ => false,
    };

    private string Header(string name, FamilyModel family)
    {
        var type = family.Kind.ToString().ToLowerInvariant();
        var unit = NaiveNames.Unit(family.Unit);
        var hasHelp = !string.IsNullOrWhiteSpace(family.Help);
        var help = NaiveNames.Escape(family.Help ?? "");
        if (openMetrics)
        {
            return $"# TYPE {name} {type}\n"
                + (unit != "" && name.EndsWith("_" + unit, StringComparison.Ordinal) ? $"# UNIT {name} {unit}\n" : "")
                + (hasHelp ? $"# HELP {name} {help}\n" : "");
        }

        var sample = family.Kind == MetricKind.Counter ? name + "_total" : name;
        return (hasHelp ? $"# HELP {sample} {help.Replace("\\\"", "\"")}\n" : "") + $"# TYPE {sample} {type}\n";
    }

    private void Sample(StringBuilder output, string name, MetricKind kind, string labels, PointModel point)
    {
        var braces = labels == "" ? "" : $"{{{labels}}}";
        switch (point.Value)
        {
            case HistogramModel histogram:
                Histogram(output, name, labels, braces, histogram);
                break;
            case double value:
                output.Append($"{SampleName(name, kind)}{braces} {NaiveNumber.Value(value)}\n");
                break;
            case long value:
                output.Append($"{SampleName(name, kind)}{braces} {value}\n");
                break;
        }

        if (openMetrics && created && kind != MetricKind.Gauge && point.Started != default)
        {
            var seconds = (point.Started - DateTimeOffset.UnixEpoch).Ticks / 10_000_000m;
            output.Append($"{name}_created{braces} {seconds:0.0######}\n");
        }
    }

    private void Histogram(StringBuilder output, string name, string labels, string braces, HistogramModel histogram)
    {
        var before = labels == "" ? "" : labels + ",";
        var total = 0L;
        foreach (var (bound, count) in histogram.Bounds.Append(double.PositiveInfinity).Zip(histogram.Counts))
        {
            total += count;
            output.Append($"{name}_bucket{{{before}le=\"{NaiveNumber.Bound(bound)}\"}} {total}\n");
        }

        if (!openMetrics || (histogram.Sum >= 0 && histogram.Bounds.All(bound => bound >= 0)))
        {
            output.Append($"{name}_sum{braces} {NaiveNumber.Value(histogram.Sum)}\n{name}_count{braces} {total}\n");
        }
    }

    private static string SampleName(string name, MetricKind kind) =>
        kind == MetricKind.Counter ? name + "_total" : name;
}
