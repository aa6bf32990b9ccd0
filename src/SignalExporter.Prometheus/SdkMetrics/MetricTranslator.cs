using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus.SdkMetrics;

/// <summary>
/// The SDK's metrics as families and points (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "OTLP Metric
/// points to Prometheus"). Not for two threads at once.
/// </summary>
internal sealed class MetricTranslator(bool scopeLabels)
{
    // Keyed by the SDK's own objects: an entry ends with its metric.
    private readonly ConditionalWeakTable<Metric, MetricFamily> _families = [];
    private readonly LabelEncoder _encoder = new();
    private readonly ExemplarReader _exemplars = new();
    private readonly List<double> _bounds = [];
    private readonly List<long> _counts = [];

    public void Translate(Metric metric, SnapshotBuilder builder)
    {
        builder.Begin(_families.GetValue(metric, static metric => Family(metric)));
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(metric, in point);
            switch (metric.MetricType)
            {
                case MetricType.LongSum:
                    builder.Add(
                        labels, point.GetSumLong(), point.StartTime, _exemplars.Latest(in point, integer: true));
                    break;
                case MetricType.DoubleSum:
                    builder.Add(
                        labels, point.GetSumDouble(), point.StartTime, _exemplars.Latest(in point, integer: false));
                    break;
                case MetricType.LongSumNonMonotonic:
                    builder.Add(labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSumNonMonotonic:
                    builder.Add(labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    builder.Add(labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    builder.Add(labels, point.GetGaugeLastValueDouble());
                    break;
                default:
                    AddHistogram(metric.MetricType, labels, in point, builder);
                    break;
            }
        }
    }

    private void AddHistogram(MetricType type, LabelSet labels, in MetricPoint point, SnapshotBuilder builder)
    {
        _bounds.Clear();
        _counts.Clear();
        if (type == MetricType.ExponentialHistogram)
        {
            ExponentialBuckets.Read(in point, _bounds, _counts);
        }
        else
        {
            ReadBuckets(in point);
        }

        builder.Add(
            labels,
            CollectionsMarshal.AsSpan(_bounds),
            CollectionsMarshal.AsSpan(_counts),
            point.GetHistogramSum(),
            point.StartTime,
            _exemplars.All(in point));
    }

    private void ReadBuckets(in MetricPoint point)
    {
        foreach (var bucket in point.GetHistogramBuckets())
        {
            if (bucket.ExplicitBound != double.PositiveInfinity)
            {
                _bounds.Add(bucket.ExplicitBound);
            }

            _counts.Add(bucket.BucketCount);
        }

        // A view without bounds has no buckets at all, not even the last one.
        if (_counts.Count == 0)
        {
            _counts.Add(point.GetHistogramCount());
        }
    }

    private LabelSet Labels(Metric metric, in MetricPoint point)
    {
        foreach (var (key, value) in point.Tags)
        {
            _encoder.Add(key, AttributeText.From(value));
        }

        if (scopeLabels)
        {
            AddScope(metric);
        }

        return _encoder.Build();
    }

    private void AddScope(Metric metric)
    {
        _encoder.Add("otel_scope_name", metric.MeterName);
        _encoder.Add("otel_scope_version", metric.MeterVersion ?? "");
        _encoder.Add("otel_scope_schema_url", metric.MeterSchemaUrl ?? "");
        foreach (var (key, value) in metric.MeterTags ?? [])
        {
            // The specification drops what would clash with the three above.
            var name = NameTranslation.Label("otel_scope_" + key);
            if (name is not ("otel_scope_name" or "otel_scope_version" or "otel_scope_schema_url"))
            {
                _encoder.Add("otel_scope_" + key, AttributeText.From(value));
            }
        }
    }

    private static MetricFamily Family(Metric metric)
    {
        var kind = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => MetricKind.Counter,
            MetricType.Histogram or MetricType.ExponentialHistogram => MetricKind.Histogram,
            _ => MetricKind.Gauge,
        };
        return new MetricFamily(metric.Name, kind, metric.Unit, metric.Description);
    }
}
