namespace SignalExporter.Prometheus;

/// <summary>
/// A source whose metrics were aggregated elsewhere: the MetricProducer of the OpenTelemetry specification
/// (Metrics SDK, "MetricProducer"), which the .NET SDK lacks.
/// </summary>
public interface IMetricProducer
{
    /// <summary>
    /// Hands everything there is to <paramref name="sink"/>. Called once a collection, never concurrently, on a
    /// thread of the pool.
    /// </summary>
    /// <param name="sink">Takes the families and their points; not to be used after this call has returned.</param>
    /// <remarks>
    /// An exception fails the whole collection: each scrape that waits for it gets a 500, never a part of the data.
    /// </remarks>
    void Produce(IMetricSink sink);
}
