namespace SignalExporter.EndToEnd.Tests;

/// <summary>One line of a scrape. Label values are what was meant, without the format's escaping.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    /// <summary>The same for the same series, different for different ones.</summary>
    public string Series => Name + string.Concat(Labels
        .OrderBy(l => l.Key, StringComparer.Ordinal)
        .Select(l => $" {l.Key.Length}:{l.Key}={l.Value.Length}:{l.Value}"));

    public Sample Without(string label) =>
        this with { Labels = Labels.Where(l => l.Key != label).ToDictionary(l => l.Key, l => l.Value) };
}
