using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>
/// The labels of series, encoded when a series is first seen, so that a scrape costs a copy and a number for each. A series is
/// the same object in each reading.
/// </summary>
internal sealed class LabelCache<T>(Func<T, LabelSet> make)
    where T : class
{
    private Dictionary<T, LabelSet> _labels = new(ReferenceEqualityComparer.Instance);

    internal LabelSet this[T series]
    {
        get
        {
            if (!_labels.TryGetValue(series, out LabelSet? labels))
            {
                labels = make(series);
                _labels.Add(series, labels);
            }

            return labels;
        }
    }

    /// <summary>Forgets the series that are no longer there.</summary>
    internal void Keep(IEnumerable<T> living, int count)
    {
        if (_labels.Count != count)
        {
            var kept = new Dictionary<T, LabelSet>(count, ReferenceEqualityComparer.Instance);
            foreach (T series in living)
            {
                kept.Add(series, this[series]);
            }

            _labels = kept;
        }
    }
}
