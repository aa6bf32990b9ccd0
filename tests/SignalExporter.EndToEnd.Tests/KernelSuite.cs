using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// All tests share one kernel, and some fill it with signals: they run one after the other, and compile the helper
/// program once.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelSuite : ICollectionFixture<Provoke>
{
    public const string Name = "kernel";
}
