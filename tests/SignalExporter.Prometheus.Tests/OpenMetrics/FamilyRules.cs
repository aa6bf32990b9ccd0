namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>What must hold for a family as a whole.</summary>
public static class FamilyRules
{
    private static readonly string[] Types =
        ["unknown", "gauge", "counter", "stateset", "info", "histogram", "gaugehistogram", "summary"];

    public static bool IsType(string type) => Types.Contains(type);

    public static string[] Suffixes(ParsedFamily family) => family.Type switch
    {
        "counter" => ["_total", "_created"],
        "histogram" => ["_bucket", "_sum", "_count", "_created"],
        "info" => ["_info"],
        "gauge" => [""],
        _ => throw new OpenMetricsException("a type that the exporter never writes", family.Type ?? ""),
    };

    /// <summary>No name has two meanings, not even one that a family could have used.</summary>
    public static void CheckNames(IEnumerable<ParsedFamily> families)
    {
        var taken = new HashSet<string>();
        foreach (var family in families)
        {
            foreach (var name in Suffixes(family).Append("").Distinct().Select(suffix => family.Name + suffix))
            {
                Require(taken.Add(name), $"{name} has two meanings", family.Name);
            }
        }
    }

    public static void Check(ParsedFamily family)
    {
        Require(family.Type is not null, "a family without TYPE", family.Name);
        Require(family.Samples.Count > 0, "a family without samples", family.Name);
        if (family.Unit is not null)
        {
            Require(family.Unit.Length > 0, "an empty unit", family.Name);
            Require(
                family.Name.EndsWith("_" + family.Unit, StringComparison.Ordinal), "UNIT is no suffix", family.Name);
            Require(family.Type is not "info", "an info has no unit", family.Name);
        }

        CheckMetricsDoNotInterleave(family);
        foreach (var metric in family.Samples.GroupBy(sample => sample.Metric(family.Type)))
        {
            CheckMetric(family, [.. metric]);
        }
    }

    private static void CheckMetricsDoNotInterleave(ParsedFamily family)
    {
        var ended = new HashSet<string>();
        string? current = null;
        foreach (var sample in family.Samples)
        {
            var metric = sample.Metric(family.Type);
            if (metric != current)
            {
                Require(ended.Add(metric), "metrics interleave", sample.Line);
                current = metric;
            }
        }
    }

    private static void CheckMetric(ParsedFamily family, ParsedSample[] samples)
    {
        foreach (var sample in samples)
        {
            var canHaveExemplar = sample.Name.EndsWith("_total", StringComparison.Ordinal) && family.Type == "counter"
                || sample.Name.EndsWith("_bucket", StringComparison.Ordinal) && family.Type == "histogram";
            Require(sample.Exemplar is null || canHaveExemplar, "an exemplar in the wrong place", sample.Line);
        }

        switch (family.Type)
        {
            case "counter":
                CheckCounter(family, samples);
                break;
            case "histogram":
                HistogramRules.Check(family, samples);
                break;
            case "info":
                Require(samples.All(sample => sample.Value == 1), "an info is 1", samples[0].Line);
                break;
        }
    }

    private static void CheckCounter(ParsedFamily family, ParsedSample[] samples)
    {
        Require(samples[0].Name == family.Name + "_total", "a counter begins with its total", samples[0].Line);
        Require(double.IsFinite(samples[0].Value) && samples[0].Value >= 0, "a counter's value", samples[0].Line);
        Require(samples.Length <= 2, "a counter has a total and a time", samples[0].Line);
    }

    internal static void Require(bool holds, string rule, string line)
    {
        if (!holds)
        {
            throw new OpenMetricsException(rule, line);
        }
    }
}
