using System.Buffers;
using System.Text;

namespace SignalExporter.Prometheus.Names;

/// <summary>
/// Makes label sets out of OpenTelemetry's attributes (OpenTelemetry, "Prometheus and OpenMetrics Compatibility",
/// "Metric Attributes"). Keeps its buffers for the next one; not for two threads at once.
/// </summary>
internal sealed class LabelEncoder
{
    private readonly List<(string Name, string Key, string Value)> _labels = [];
    private readonly ArrayBufferWriter<byte> _encoded = new();

    public void Add(string key, string value) => _labels.Add((NameTranslation.Label(key), key, value));

    public LabelSet Build()
    {
        _labels.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name) is not 0 and var byName
            ? byName
            : string.CompareOrdinal(left.Key, right.Key) is not 0 and var byKey
                ? byKey
                : string.CompareOrdinal(left.Value, right.Value));

        _encoded.ResetWrittenCount();
        var hasBucketLabel = false;
        for (int first = 0, next; first < _labels.Count; first = next)
        {
            next = EndOfName(first);
            if (HasValue(first, next))
            {
                Write(first, next);
                hasBucketLabel |= _labels[first].Name == "le";
            }
        }

        _labels.Clear();
        return _encoded.WrittenCount == 0 ? LabelSet.Empty : new LabelSet(_encoded.WrittenSpan, hasBucketLabel);
    }

    private int EndOfName(int first)
    {
        var next = first + 1;
        while (next < _labels.Count && _labels[next].Name == _labels[first].Name)
        {
            next++;
        }

        return next;
    }

    private bool HasValue(int first, int next)
    {
        for (var i = first; i < next; i++)
        {
            if (_labels[i].Value.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Write(int first, int next)
    {
        if (_encoded.WrittenCount > 0)
        {
            _encoded.Write(","u8);
        }

        Encoding.ASCII.GetBytes(_labels[first].Name, _encoded);
        _encoded.Write("=\""u8);
        for (var i = first; i < next; i++)
        {
            if (i > first)
            {
                _encoded.Write(";"u8);
            }

            LabelValue.Append(_labels[i].Value, _encoded);
        }

        _encoded.Write("\""u8);
    }
}
