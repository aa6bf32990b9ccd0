using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>One guest at a time, and one report.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelBoots : ICollectionFixture<GuestReport>
{
    public const string Name = "kernels";
}
