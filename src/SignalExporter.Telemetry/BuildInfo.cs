using System.Reflection;

namespace SignalExporter.Telemetry;

/// <summary>What was built: the version, and the revision of the sources where the build knew it.</summary>
public static class BuildInfo
{
    // The SDK writes "1.2.3+revision".
    private static readonly string[] Parts = typeof(BuildInfo).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');

    /// <summary>As in <c>1.2.3</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit, or <c>unknown</c>.</summary>
    public static string Revision => Parts.Length > 1 ? Parts[1] : "unknown";
}
