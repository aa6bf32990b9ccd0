using System.Diagnostics.Metrics;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>One gauge's values by label set. Those that are no longer there keep their last value until the provider ends.</summary>
internal sealed class GaugeTable : ILabelSets
{
    private readonly Dictionary<object, Entry> _entries = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public void Begin()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Live = false;
        }
    }

    /// <inheritdoc/>
    public void Acknowledge()
    {
    }

    /// <inheritdoc/>
    public void Restart()
    {
        foreach ((object key, Entry entry) in _entries.ToArray())
        {
            if (!entry.Live)
            {
                _entries.Remove(key);
            }
        }
    }

    internal void Update<T>(T key, double value, Func<T, KeyValuePair<string, object?>[]> attributes)
        where T : notnull
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            entry = new Entry(attributes(key));
            _entries.Add(key, entry);
        }

        (entry.Value, entry.Live) = (value, true);
    }

    internal IEnumerable<Measurement<double>> Measure() =>
        _entries.Values.Where(entry => entry.Live).Select(entry => new Measurement<double>(entry.Value, entry.Attributes));

    private sealed class Entry(KeyValuePair<string, object?>[] attributes)
    {
        internal KeyValuePair<string, object?>[] Attributes { get; } = attributes;

        internal double Value { get; set; }

        internal bool Live { get; set; }
    }
}
