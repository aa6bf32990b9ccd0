using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>The tests of what becomes of signals: like <see cref="KernelSuite"/>, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FateSuite : ICollectionFixture<FateProvoke>
{
    public const string Name = "fates";
}
