using System.Diagnostics.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// One counter's totals by label set, over the lives of series that end and come back. The SDK keeps each label set that it has
/// seen until its provider ends, so a total must never go back within one; a new provider begins at what the receiver has.
/// </summary>
/// <param name="other">The attributes of what found no room for a series of its own.</param>
/// <param name="forgets">Whether a series that ends begins at 0 when it comes back; else it is never forgotten.</param>
internal sealed class CounterTable(Func<Signal, KeyValuePair<string, object?>[]> other, bool forgets) : ILabelSets
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
        foreach (Entry entry in _entries.Values)
        {
            entry.Acknowledged = entry.Total;
        }
    }

    /// <inheritdoc/>
    public void Restart()
    {
        foreach ((object key, Entry entry) in _entries.ToArray())
        {
            entry.Base = entry.Acknowledged;
            if (forgets && !entry.Live)
            {
                _entries.Remove(key);
                if (entry.Total > entry.Acknowledged)
                {
                    Add(entry.Signal, entry.Total - entry.Acknowledged);
                }
            }
        }
    }

    /// <summary>What a series has counted since it began.</summary>
    internal void Update<T>(T series, Signal signal, long value, DateTimeOffset started, Func<T, KeyValuePair<string, object?>[]> attributes)
        where T : notnull
    {
        if (!_entries.TryGetValue(series, out Entry? entry))
        {
            entry = new Entry(attributes(series), signal);
            _entries.Add(series, entry);
        }

        entry.Update(value, started);
    }

    /// <summary>What found no room for a series of its own, since the start.</summary>
    internal void UpdateOther(IReadOnlyDictionary<Signal, long> values)
    {
        foreach ((Signal signal, long value) in values)
        {
            Other(signal).Update(value, default);
        }
    }

    internal IEnumerable<Measurement<long>> Measure() =>
        _entries.Values.Select(entry => new Measurement<long>(entry.Total - entry.Base, entry.Attributes));

    // Live, or the next new provider would forget it.
    private void Add(Signal signal, long count)
    {
        Entry entry = Other(signal);
        entry.Total += count;
        entry.Live = true;
    }

    private Entry Other(Signal signal)
    {
        if (!_entries.TryGetValue(signal, out Entry? entry))
        {
            entry = new Entry(other(signal), signal);
            _entries.Add(signal, entry);
        }

        return entry;
    }

    private sealed class Entry(KeyValuePair<string, object?>[] attributes, Signal signal)
    {
        private long _last;
        private DateTimeOffset _started;

        internal KeyValuePair<string, object?>[] Attributes { get; } = attributes;

        internal Signal Signal { get; } = signal;

        internal long Total { get; set; }

        internal long Acknowledged { get; set; }

        internal long Base { get; set; }

        internal bool Live { get; set; }

        // A series that comes back begins at 0.
        internal void Update(long value, DateTimeOffset started)
        {
            bool same = started == _started && value >= _last;
            Total += same ? value - _last : value;
            (_last, _started, Live) = (value, started, true);
        }
    }
}
