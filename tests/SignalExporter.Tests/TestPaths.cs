using System.Reflection;

namespace SignalExporter.Tests;

/// <summary>Where things are in the checkout.</summary>
internal static class TestPaths
{
    internal static string Documentation { get; } = Find("Documentation");

    internal static string TestData { get; } = Find("TestData");

    private static string Find(string key) => Path.GetFullPath(typeof(TestPaths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!);
}
