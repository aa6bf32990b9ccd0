using System.Reflection;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Where the build put what the tests run: MSBuild writes it into this assembly.</summary>
internal static class BuildPaths
{
    /// <summary>The file that ships, and that a change in the sources does not reach before the next <c>make publish</c>.</summary>
    public static string Exporter => File.Exists(Value("Exporter"))
        ? Value("Exporter")
        : throw new FileNotFoundException($"{Value("Exporter")} is missing: make publish");

    /// <summary>The directory of the rules for Prometheus that ship.</summary>
    public static string AlertRules => Value("AlertRules");

    /// <summary>The Grafana dashboard that ships.</summary>
    public static string Dashboard => Value("Dashboard");

    /// <summary>The directory that all sources are in.</summary>
    public static string Repository => Value("Repository");

    public static string ProvokeSources => Value("ProvokeSources");

    private static string Value(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
