namespace SignalExporter.Telemetry.Tests;

/// <summary>A data point of a metric, as it was received.</summary>
internal sealed record OtlpPoint(
    string Scope, string Name, string Unit, Dictionary<string, object> Attributes, ulong Start, double Value, bool IsMonotonicSum, int Temporality)
{
    /// <summary>Histograms only.</summary>
    public ulong[] Buckets { get; init; } = [];

    public double[] Bounds { get; init; } = [];

    public ulong Count { get; init; }

    public bool HasMinMax { get; init; }

    /// <summary>Name and attributes.</summary>
    internal string Series => $"{Name}{{{string.Join(",", Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}}}";

    /// <param name="request">An ExportMetricsServiceRequest.</param>
    internal static IEnumerable<OtlpPoint> In(OtlpMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from point in Points(scope.Message(1).Text(1), metric)
        select point;

    private static IEnumerable<OtlpPoint> Points(string scope, OtlpMessage metric)
    {
        (string name, string unit) = (metric.Text(1), metric.Text(3));
        foreach (OtlpMessage gauge in metric.Messages(5))
        {
            foreach (OtlpMessage point in gauge.Messages(1))
            {
                yield return new(scope, name, unit, point.Attributes(7), point.Number(2), ValueOf(point), false, 0);
            }
        }

        foreach (OtlpMessage sum in metric.Messages(7))
        {
            foreach (OtlpMessage point in sum.Messages(1))
            {
                yield return new(scope, name, unit, point.Attributes(7), point.Number(2), ValueOf(point), sum.Number(3) == 1, (int)sum.Number(2));
            }
        }

        foreach (OtlpMessage histogram in metric.Messages(9))
        {
            foreach (OtlpMessage point in histogram.Messages(1))
            {
                yield return new(scope, name, unit, point.Attributes(9), point.Number(2), point.Double(5), false, (int)histogram.Number(2))
                {
                    Count = point.Number(4),
                    Buckets = point.Packed(6),
                    Bounds = [.. point.Packed(7).Select(BitConverter.UInt64BitsToDouble)],
                    HasMinMax = point.Has(11) || point.Has(12),
                };
            }
        }
    }

    private static double ValueOf(OtlpMessage point) => point.Has(6) ? (long)point.Number(6) : point.Double(4);
}
