namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>A family as the parser read it.</summary>
public sealed class ParsedFamily(string name)
{
    public string Name { get; } = name;

    public string? Type { get; set; }

    public string? Unit { get; set; }

    public string? Help { get; set; }

    public List<ParsedSample> Samples { get; } = [];
}
