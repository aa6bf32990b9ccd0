namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>A family as a producer hands it over.</summary>
public sealed record FamilyModel(string Name, MetricKind Kind, string? Unit, string? Help, List<PointModel> Points)
{
    public static void Produce(IEnumerable<FamilyModel> families, IMetricSink sink)
    {
        foreach (var family in families)
        {
            sink.Begin(new MetricFamily(family.Name, family.Kind, family.Unit, family.Help));
            foreach (var point in family.Points)
            {
                var labels = LabelSet.Create([.. point.Labels]);
                switch (point.Value)
                {
                    case long value:
                        sink.Add(labels, value, point.Started);
                        break;
                    case double value:
                        sink.Add(labels, value, point.Started);
                        break;
                    case HistogramModel histogram:
                        sink.Add(labels, histogram.Bounds, histogram.Counts, histogram.Sum, point.Started);
                        break;
                }
            }
        }
    }
}
