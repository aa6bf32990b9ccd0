using System.Reflection;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Where the build put what the tests run: MSBuild writes it into this assembly.</summary>
internal static class BuildPaths
{
    public static string Exporter => Value("Exporter");

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
