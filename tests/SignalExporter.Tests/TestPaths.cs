using System.Reflection;

namespace SignalExporter.Tests;

/// <summary>Where things are in the checkout.</summary>
internal static class TestPaths
{
    internal static string Documentation { get; } = typeof(TestPaths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Documentation").Value!;
}
