using SignalExporter.Kernel;

namespace SignalExporter.Configuration;

/// <summary>What <c>watch</c> was asked to show, checked.</summary>
internal sealed record WatchOptions
{
    /// <summary>Which events the kernel is to hand over.</summary>
    internal required EventFilter Filter { get; init; }

    /// <summary>Whether the sender's ancestors are shown.</summary>
    internal required bool Tree { get; init; }

    /// <summary>Whether events are JSON objects, one a line.</summary>
    internal required bool Json { get; init; }

    /// <summary>After how many events it ends; null for none.</summary>
    internal required long? Count { get; init; }

    /// <summary>After how long it ends; null for never.</summary>
    internal required TimeSpan? Timeout { get; init; }
}
