using System.Runtime.InteropServices;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.Names;
using SdkExemplar = OpenTelemetry.Metrics.Exemplar;

namespace SignalExporter.Prometheus.SdkMetrics;

/// <summary>
/// The SDK's exemplars (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "Exemplar Conversion"). Not for two
/// threads at once.
/// </summary>
internal sealed class ExemplarReader
{
    // OpenMetrics 1.0, "Exemplars": names and values together, in code points.
    private const int MaxCodePoints = 128;

    private readonly List<Collection.Exemplar> _all = [];
    private readonly LabelEncoder _encoder = new();
    private readonly HashSet<string> _names = [];

    /// <summary>The latest exemplar of a sum; null where there is none.</summary>
    public Collection.Exemplar? Latest(in MetricPoint point, bool integer)
    {
        Collection.Exemplar? latest = null;
        foreach (var exemplar in Read(in point, integer))
        {
            if (latest is null || latest.UtcTicks < exemplar.UtcTicks)
            {
                latest = exemplar;
            }
        }

        return latest;
    }

    /// <summary>All exemplars of a histogram; good until the next call.</summary>
    public ReadOnlySpan<Collection.Exemplar> All(in MetricPoint point) => Read(in point, integer: false);

    private ReadOnlySpan<Collection.Exemplar> Read(in MetricPoint point, bool integer)
    {
        _all.Clear();
        if (point.TryGetExemplars(out var exemplars))
        {
            foreach (ref readonly var exemplar in exemplars)
            {
                var copy = exemplar;
                var value = integer ? copy.LongValue : copy.DoubleValue;
                if (double.IsFinite(value))
                {
                    _all.Add(new Collection.Exemplar(Labels(in exemplar), value, exemplar.Timestamp.UtcTicks));
                }
            }
        }

        return CollectionsMarshal.AsSpan(_all);
    }

    private LabelSet Labels(in SdkExemplar exemplar)
    {
        _names.Clear();
        var left = MaxCodePoints;
        if (exemplar.TraceId != default)
        {
            Add("trace_id", exemplar.TraceId.ToHexString(), ref left);
            Add("span_id", exemplar.SpanId.ToHexString(), ref left);
        }

        // What does not fit any more, or has a name that is taken, is left out.
        foreach (var (key, value) in exemplar.FilteredTags)
        {
            Add(key, AttributeText.From(value), ref left);
        }

        return _encoder.Build();
    }

    private void Add(string key, string value, ref int left)
    {
        var name = NameTranslation.Label(key);
        var length = name.Length + CodePoints(LabelValue.WithoutLoneSurrogates(value));
        if (length <= left && _names.Add(name))
        {
            _encoder.Add(key, value);
            left -= length;
        }
    }

    private static int CodePoints(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
