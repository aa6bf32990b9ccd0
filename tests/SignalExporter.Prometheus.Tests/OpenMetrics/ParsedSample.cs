namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>A sample line as the parser read it; a number is kept as it was written.</summary>
public sealed record ParsedSample(
    string Line,
    string Name,
    IReadOnlyList<KeyValuePair<string, string>> Labels,
    string Number,
    ParsedExemplar? Exemplar)
{
    public double Value => Grammar.Number(Number, Line);

    public string? Label(string name) =>
        Labels.Where(label => label.Key == name).Select(label => label.Value).FirstOrDefault();

    /// <summary>The name and all labels, in one order and one spelling.</summary>
    public string Series => Name + LabelKey(Labels);

    /// <summary>The labels that tell one metric of a family from another.</summary>
    public string Metric(string? familyType) =>
        LabelKey(Labels.Where(label => familyType != "histogram" || label.Key != "le"));

    private static string LabelKey(IEnumerable<KeyValuePair<string, string>> labels) => string.Concat(labels
        .OrderBy(label => label.Key, StringComparer.Ordinal)
        .Select(label => $"|{label.Key.Length}:{label.Key}={label.Value.Length}:{label.Value}"));
}
