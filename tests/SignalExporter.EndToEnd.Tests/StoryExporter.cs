using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>An exporter as it is by default, for all tests of a class.</summary>
public sealed class StoryExporter : IAsyncLifetime
{
    internal Exporter Exporter { get; private set; } = null!;

    public async Task InitializeAsync() => Exporter = await Exporter.StartAsync();

    public async Task DisposeAsync() => await Exporter.DisposeAsync();
}
