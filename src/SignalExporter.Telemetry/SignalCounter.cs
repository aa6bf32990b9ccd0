using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>
/// A counter of signals. A scrape shows what the kernel has: series that end vanish, and begin at 0 when they come back. OTLP
/// (<c>pushed</c>) shows what the receiver does not have yet: within one start time a value must never go back, so totals go on over the
/// lives of a series, and a generation begins at what the receiver has acknowledged.
/// </summary>
/// <typeparam name="T">What one label set stands for.</typeparam>
/// <param name="name">The instrument's name.</param>
/// <param name="unit">The instrument's unit.</param>
/// <param name="help">The instrument's description.</param>
/// <param name="mostLive">How many label sets may live at once.</param>
/// <param name="pushed">Whether the reader is OTLP's.</param>
/// <param name="tags">The tags of a label set.</param>
/// <param name="otherTags">The tags of what was counted as <c>[other]</c>, by signal; null where there is no such thing.</param>
/// <param name="endures">Whether a label set that is no longer shown may come back with the same count: then it is kept.</param>
internal sealed class SignalCounter<T>(
    string name,
    string unit,
    string help,
    int mostLive,
    bool pushed,
    Func<T, KeyValuePair<string, object?>[]> tags,
    Func<Signal, KeyValuePair<string, object?>[]>? otherTags = null,
    bool endures = false)
    : SignalMetric(name, unit, help, mostLive)
    where T : notnull
{
    private readonly Dictionary<object, Entry> _entries = new(pushed ? null : ReferenceEqualityComparer.Instance);
    private readonly Entry?[] _other = new Entry?[Signal.MaxNumber + 1]; // by signal
    private int _reading;
    private int _live; // of _entries, in this reading

    internal override MetricStreamConfiguration View => new() { CardinalityLimit = CardinalityLimit };

    internal override void CreateIn(Meter meter) => meter.CreateObservableCounter(Name, Measure, Unit, Help);

    /// <summary>Creates the instrument; each collection reads before it.</summary>
    internal void CreateIn(Meter meter, Action read) => meter.CreateObservableCounter(
        Name,
        () =>
        {
            read();
            return Measure();
        },
        Unit,
        Help);

    internal override void Begin()
    {
        _reading++;
        _live = 0;
    }

    /// <summary>What a series has counted since it began.</summary>
    internal void Update(T series, Signal signal, long value, DateTimeOffset started)
    {
        if (!_entries.TryGetValue(series, out Entry? entry))
        {
            entry = new Entry(tags(series), signal);
            _entries.Add(series, entry);
            LabelSets++;
        }

        _live += IsLive(entry) ? 0 : 1;
        Update(entry, value, started);
    }

    /// <summary>What was counted as <c>[other]</c> since the start.</summary>
    internal void UpdateOther(Signal signal, long value) => Update(Other(signal), value, default);

    internal override void End()
    {
        if (!pushed && _live < _entries.Count)
        {
            Forget();
        }
    }

    internal override void Acknowledge()
    {
        if (pushed)
        {
            foreach (Entry entry in Entries)
            {
                entry.Acknowledged = entry.Total;
            }
        }
    }

    internal override void Restart()
    {
        foreach (Entry entry in Entries)
        {
            entry.Base = entry.Acknowledged;
        }

        if (pushed && !endures)
        {
            Forget(MoveToOther);
        }

        LabelSets = Entries.Count();
    }

    private IEnumerable<Entry> Entries => _entries.Values.Concat(_other.OfType<Entry>());

    private IEnumerable<Measurement<long>> Measure()
    {
        foreach (Entry entry in _entries.Values)
        {
            yield return new Measurement<long>(entry.Total - entry.Base, entry.Tags);
        }

        foreach (Entry entry in _other.OfType<Entry>().Where(entry => pushed || IsLive(entry)))
        {
            yield return new Measurement<long>(entry.Total - entry.Base, entry.Tags);
        }
    }

    /// <summary>A series has ended, and its label set goes: what the receiver does not have of it becomes <c>[other]</c>.</summary>
    private void MoveToOther(Entry ended)
    {
        if (ended.Total > ended.Acknowledged)
        {
            Other(ended.Signal).Total += ended.Total - ended.Acknowledged;
        }
    }

    private void Forget(Action<Entry>? last = null)
    {
        foreach ((object key, Entry entry) in _entries)
        {
            if (!IsLive(entry))
            {
                last?.Invoke(entry);
                _entries.Remove(key);
            }
        }
    }

    private bool IsLive(Entry entry) => entry.Reading == _reading;

    private void Update(Entry entry, long value, DateTimeOffset started)
    {
        bool isSame = started == entry.Last.Started && value >= entry.Last.Value;
        entry.Total = pushed ? entry.Total + value - (isSame ? entry.Last.Value : 0) : value;
        entry.Last = (value, started);
        entry.Reading = _reading;
    }

    private Entry Other(Signal signal)
    {
        if (_other[signal.Number] is not { } entry)
        {
            entry = new Entry(otherTags!(signal), signal);
            _other[signal.Number] = entry;
            LabelSets++;
        }

        return entry;
    }

    private sealed class Entry(KeyValuePair<string, object?>[] tags, Signal signal)
    {
        internal KeyValuePair<string, object?>[] Tags { get; } = tags;

        internal Signal Signal { get; } = signal;

        internal long Total { get; set; }

        internal long Acknowledged { get; set; }

        internal long Base { get; set; }

        /// <summary>The reading that it was last in.</summary>
        internal int Reading { get; set; }

        /// <summary>What its series had counted then, and since when.</summary>
        internal (long Value, DateTimeOffset Started) Last { get; set; }
    }
}
