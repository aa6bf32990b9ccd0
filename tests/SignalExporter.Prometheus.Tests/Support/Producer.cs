namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A producer made of a function.</summary>
public sealed class Producer(Action<IMetricSink> produce) : IMetricProducer
{
    public void Produce(IMetricSink sink) => produce(sink);

    /// <summary>An exporter whose only source is the function.</summary>
    public static PrometheusExporter Exporter(Action<IMetricSink> produce, PrometheusExporterOptions? options = null) =>
        Exporter(produce, options, null);

    public static PrometheusExporter Exporter(
        Action<IMetricSink> produce, PrometheusExporterOptions? options, RecordedLog? log)
    {
        var exporter = new PrometheusExporter(options, log);
        exporter.AddProducer(new Producer(produce));
        return exporter;
    }
}
