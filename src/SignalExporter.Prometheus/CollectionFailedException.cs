namespace SignalExporter.Prometheus;

/// <summary>A producer or the SDK failed: nothing of the collection is served.</summary>
internal sealed class CollectionFailedException(Exception inner)
    : Exception("The collection failed. The log says why.", inner);
