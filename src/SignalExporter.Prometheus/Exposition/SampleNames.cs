using System.Text;

namespace SignalExporter.Prometheus.Exposition;

/// <summary>The names of a family's samples, encoded.</summary>
internal sealed class SampleNames(string prometheusName, string openMetricsName)
{
    public byte[] Value { get; } = Encoding.ASCII.GetBytes(prometheusName);

    public byte[] Bucket { get; } = Encoding.ASCII.GetBytes(openMetricsName + "_bucket");

    public byte[] Sum { get; } = Encoding.ASCII.GetBytes(openMetricsName + "_sum");

    public byte[] Count { get; } = Encoding.ASCII.GetBytes(openMetricsName + "_count");

    public byte[] Created { get; } = Encoding.ASCII.GetBytes(openMetricsName + "_created");
}
