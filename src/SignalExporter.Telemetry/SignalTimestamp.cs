using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace SignalExporter.Telemetry;

/// <summary>A gauge of times, in seconds of Unix time: <c>linux.signal.critical.last_timestamp</c>.</summary>
internal sealed class SignalTimestamp(string name, string help, int mostLive) : SignalMetric(name, "s", help, mostLive)
{
    private readonly Dictionary<CriticalLabels, (KeyValuePair<string, object?>[] Tags, double Value, bool IsLive)> _entries = [];

    internal override MetricStreamConfiguration View => new() { CardinalityLimit = CardinalityLimit };

    internal override void CreateIn(Meter meter) => meter.CreateObservableGauge(
        Name, () => _entries.Values.Select(entry => new Measurement<double>(entry.Value, entry.Tags)), Unit, Help);

    internal override void Begin()
    {
        foreach (CriticalLabels labels in _entries.Keys)
        {
            _entries[labels] = _entries[labels] with { IsLive = false };
        }
    }

    internal void Update(CriticalLabels labels, DateTimeOffset time)
    {
        if (!_entries.TryGetValue(labels, out var entry))
        {
            entry.Tags = SeriesTags.Of(labels);
            LabelSets++;
        }

        _entries[labels] = (entry.Tags, time.ToUnixTimeMilliseconds() / 1000.0, true);
    }

    internal override void End()
    {
        foreach ((CriticalLabels labels, var entry) in _entries)
        {
            if (!entry.IsLive)
            {
                _entries.Remove(labels);
            }
        }
    }

    internal override void Acknowledge()
    {
    }

    internal override void Restart() => LabelSets = _entries.Count;
}
