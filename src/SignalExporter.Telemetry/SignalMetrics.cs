using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>
/// The metrics of signals, for one reader: each with its name, unit, help and labels, all of them from one reading of the source for
/// each collection. docs/metrics.md lists them.
/// </summary>
internal sealed class SignalMetrics
{
    // What [other] adds: a label set for each signal, and one for calls that name none.
    private const int Others = Signal.MaxNumber + 1;

    // As many as the watchlist can have: entries, signals of each, expected and unexpected.
    private const int MostCritical = WatchPattern.MaxCount * Signal.MaxNumber * 2;

    private readonly ISignalSource _source;
    private readonly Watchlist? _watchlist;
    private readonly CollectorHealth _health;
    private readonly bool _pushed;
    private readonly SignalCounter<SignalSeries> _generated;
    private readonly SignalCounter<Signal> _retired;
    private readonly DurationHistogram _delivery;
    private readonly DurationHistogram _termination;
    private readonly SignalCounter<TerminatedSeries> _terminated;
    private readonly SignalCounter<EscalationSeries> _escalations;
    private readonly SignalCounter<SendFailureSeries> _sendFailures;
    private readonly SignalCounter<CriticalTotal> _critical;
    private readonly SignalTimestamp _lastCritical;
    private readonly SignalMetric[] _all;
    private readonly List<MetricSize> _sizes = [];
    private readonly Lock _lock = new();
    private int _generation;
    private volatile bool _isStarted;
    private bool _hasRead; // the generation has
    private volatile bool _hasFailed;

    /// <param name="source">Where signals are counted.</param>
    /// <param name="watchlist">The critical processes; null where there are none.</param>
    /// <param name="health">How the collectors do.</param>
    /// <param name="pushed">Whether the reader is OTLP's, which acknowledges what its receiver took.</param>
    internal SignalMetrics(ISignalSource source, Watchlist? watchlist, CollectorHealth health, bool pushed)
    {
        (_source, _watchlist, _health, _pushed) = (source, watchlist, health, pushed);

        int series = (int)source.SeriesLimit + Others;
        int histograms = (int)source.HistogramLimit + Others;
        _generated = new(
            "linux.signal.generated", "{signal}", "Signals sent, by sender and receiver.",
            series, pushed, SeriesTags.Of, SeriesTags.OtherSignals);
        _retired = new(
            "signal_exporter.retired_signals", "{signal}", "Signals of series that were ended to make room.",
            Others, pushed, SeriesTags.Of, SeriesTags.Of);
        _delivery = new(
            "linux.signal.delivery.duration", "From the sending of a signal until its handler ran.",
            histograms, DurationBounds.Delivery, SeriesTags.OtherDeliveries);
        _termination = new(
            "linux.signal.termination.duration", "From the first signal that asked a process to end until it was gone.",
            histograms, DurationBounds.Termination, SeriesTags.OtherTerminations);
        _terminated = new(
            "linux.signal.terminated_processes", "{process}", "Processes that a signal ended.",
            series, pushed, SeriesTags.Of, SeriesTags.OtherTerminated);
        _escalations = new(
            "linux.signal.escalations", "{signal}", "SIGKILLs to a process that had a SIGTERM not long before and had not ended.",
            series, pushed, SeriesTags.Of, SeriesTags.OtherEscalations);
        _sendFailures = new(
            "linux.signal.send.failures", "{signal}", "System calls that failed to send a signal.",
            series, pushed, SeriesTags.Of, SeriesTags.OtherFailures);
        _critical = new(
            "linux.signal.critical", "{signal}", "Signals that reached a process on the watchlist.",
            MostCritical, pushed, SeriesTags.Of, endures: true);
        _lastCritical = new(
            "linux.signal.critical.last_timestamp", "When the last signal like this reached a process on the watchlist, in Unix time.",
            Watchlist.MaxLast);
        _all =
        [
            _generated, // first: its callback reads
            _retired, _delivery, _termination, _terminated, _escalations, _sendFailures, _critical, _lastCritical,
        ];
    }

    /// <summary>Whether an instrument has shown so many label sets that the next generation is due.</summary>
    internal bool IsFull => _all.Any(metric => metric.IsFull);

    /// <summary>Whether the last reading failed, and the SDK shows histograms of an earlier one.</summary>
    internal bool IsStale => _hasFailed && _delivery.Recorded + _termination.Recorded > 0;

    /// <summary>How large each metric was in the last reading; none where it failed.</summary>
    internal IReadOnlyList<MetricSize> Sizes => _sizes;

    /// <summary>The last reading of what became of signals; null where it failed.</summary>
    internal FateReading? Fates { get; private set; }

    /// <summary>
    /// Begins a generation: its instruments are created in this meter. The first one's callback reads for all of them, from
    /// <see cref="Start"/> on.
    /// </summary>
    internal void CreateIn(Meter meter)
    {
        int generation;
        lock (_lock)
        {
            generation = ++_generation;
            (_isStarted, _hasRead, _hasFailed) = (false, false, false);
            foreach (SignalMetric metric in _all)
            {
                metric.Restart();
            }
        }

        _generated.CreateIn(meter, () => Read(generation)); // the SDK calls back in the order of creation
        foreach (SignalMetric metric in _all.Skip(1))
        {
            metric.CreateIn(meter);
        }
    }

    /// <summary>Gives the instruments their bounds and their limits.</summary>
    internal void AddViewsTo(MeterProviderBuilder builder)
    {
        foreach (SignalMetric metric in _all)
        {
            builder.AddView(metric.Name, metric.View);
        }
    }

    /// <summary>
    /// The provider is there. A periodic reader may collect while it is being built, when not all instruments are connected: a reading
    /// then would be shown in part, and its observations would be lost.
    /// </summary>
    internal void Start() => _isStarted = true;

    /// <summary>The receiver has all that the last reading showed; nothing where the generation has not read yet.</summary>
    internal void Acknowledge()
    {
        if (!_hasRead)
        {
            return;
        }

        foreach (SignalMetric metric in _all)
        {
            metric.Acknowledge();
        }
    }

    /// <summary>Reads, unless it is for a generation that was replaced: a scrape may give up on a collection that goes on.</summary>
    private void Read(int generation)
    {
        lock (_lock)
        {
            if (generation == _generation && _isStarted)
            {
                Read();
            }
        }
    }

    private void Read()
    {
        _sizes.Clear();
        Fates = null;
        _hasRead = true;
        bool hasFailed = true;
        if (!_pushed)
        {
            foreach (SignalMetric metric in _all)
            {
                metric.Begin(); // where a reading fails, a scrape shows nothing
            }
        }

        _health.Run(CollectorHealth.Generated, () =>
        {
            SignalReading reading = _source.Read();
            Update(_generated, reading.Series, reading.Other);
            _retired.Begin();
            foreach ((Signal signal, long value) in reading.Retired)
            {
                _retired.UpdateOther(signal, value);
            }

            _sizes.Add(new("linux_signal_generated_total", reading.Series.Count, null));
            Fates = reading.Fates;
            hasFailed = false;
        });
        if (Fates is { } fates)
        {
            Read(fates);
        }

        if (_watchlist is not null)
        {
            _health.Run(CollectorHealth.Critical, () => Update(_watchlist.Read()));
        }

        foreach (SignalMetric metric in _all)
        {
            metric.End();
        }

        _hasFailed = hasFailed; // not before: other requests look at it meanwhile
        if (!_pushed)
        {
            Acknowledge(); // a scrape has no answer: what is shown is told
        }
    }

    private void Read(FateReading fates)
    {
        if (fates.Delivery is { } delivery)
        {
            _health.Run(CollectorHealth.Delivery, () => Update(_delivery, "linux_signal_delivery_duration_seconds", delivery));
        }

        if (fates.Termination is { } termination)
        {
            _health.Run(CollectorHealth.Termination, () =>
            {
                Update(_termination, "linux_signal_termination_duration_seconds", termination);
                Update(_terminated, "linux_signal_terminated_processes_total", fates.Terminated!);
                Update(_escalations, "linux_signal_escalations_total", fates.Escalations!);
            });
        }

        if (fates.SendFailures is { } failures)
        {
            _health.Run(CollectorHealth.Failures, () => Update(_sendFailures, "linux_signal_send_failures_total", failures));
        }
    }

    private void Update(WatchReading reading)
    {
        _critical.Begin();
        _lastCritical.Begin();
        foreach ((CriticalTotal total, long count, DateTimeOffset started) in reading.Totals)
        {
            _critical.Update(total, total.Signal, count, started);
        }

        foreach ((CriticalLabels labels, DateTimeOffset time) in reading.Last)
        {
            _lastCritical.Update(labels, time);
        }
    }

    private void Update(DurationHistogram histogram, string metric, DurationReading reading)
    {
        histogram.Update(reading);

        // A scrape's histograms began at 0 with the generation, and still show series that have ended since: all that is not shown was
        // retired. OTLP's go on over the generations.
        long counted = reading.Series.Sum(series => series.Count) + reading.Other.Sum(series => series.Count) + reading.Retired;
        _sizes.Add(new(metric, reading.Series.Count, _pushed ? reading.Retired : counted - histogram.Recorded));
    }

    private void Update<T>(SignalCounter<T> counter, string metric, CountReading<T> reading)
        where T : CountedSeries
    {
        Update(counter, reading.Series, reading.Other);
        _sizes.Add(new(metric, reading.Series.Count, reading.Retired));
    }

    private static void Update<T>(
        SignalCounter<T> counter, IReadOnlyList<SeriesCount<T>> series, IReadOnlyDictionary<Signal, long> other)
        where T : CountedSeries
    {
        counter.Begin();
        foreach (SeriesCount<T> count in series)
        {
            counter.Update(count.Series, count.Series.Signal, count.Value, count.Started);
        }

        foreach ((Signal signal, long value) in other)
        {
            counter.UpdateOther(signal, value);
        }
    }

    /// <summary>How large a metric was in a reading.</summary>
    /// <param name="Metric">Its name in Prometheus.</param>
    /// <param name="Series">Live series, <c>[other]</c> left out.</param>
    /// <param name="Retired">What is not shown any more, since its series were ended; null for signals, which tell it by signal.</param>
    internal readonly record struct MetricSize(string Metric, long Series, long? Retired);
}
