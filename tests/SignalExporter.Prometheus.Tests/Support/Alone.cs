using Xunit;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>For tests that measure the process, and so run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
