using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>An exporter that follows every signal, and failed sends, for all tests of a class.</summary>
public sealed class FateExporter : IAsyncLifetime
{
    internal Exporter Exporter { get; private set; } = null!;

    public async Task InitializeAsync() => Exporter = await Exporter.StartAsync(
        Exporter.CountAll, "--series.limit=65536", "--histogram.limit=4096", "--collector.failures");

    public async Task DisposeAsync() => await Exporter.DisposeAsync();
}
