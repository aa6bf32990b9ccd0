using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>The metrics of signals as instruments of the SDK; docs/metrics.md lists them.</summary>
internal sealed class MetricTables : IDisposable
{
    private readonly Meter _meter = new(OtlpExport.Scope);
    private readonly List<(string Instrument, ILabelSets Table)> _tables = [];
    private readonly CounterTable _generated;
    private readonly CounterTable _retired;
    private readonly CounterTable _terminated;
    private readonly CounterTable _escalations;
    private readonly CounterTable _sendFailures;
    private readonly CounterTable _critical;
    private readonly GaugeTable _lastCritical = new();
    private readonly HistogramTable _delivery;
    private readonly HistogramTable _termination;
    private readonly Histogram<double> _deliveryHistogram;
    private readonly Histogram<double> _terminationHistogram;

    internal MetricTables()
    {
        _generated = Counter(
            "linux.signal.generated", "{signal}", "Signals sent, by sender and receiver.",
            SignalAttributes.Other(
                MetricNames.SenderComm, MetricNames.ReceiverComm, MetricNames.Code, MetricNames.Origin, MetricNames.Result));
        _retired = Counter(
            "signal_exporter.retired_signals", "{signal}", "Signals of series that were ended to make room.", SignalAttributes.Of);
        _terminated = Counter(
            "linux.signal.terminated_processes", "{process}", "Processes that a signal ended.",
            SignalAttributes.Other(MetricNames.SenderComm, MetricNames.ReceiverComm, MetricNames.Origin));
        _escalations = Counter(
            "linux.signal.escalations", "{signal}", "SIGKILLs to a process that had a SIGTERM not long before and had not ended.",
            SignalAttributes.OtherEscalation);
        _sendFailures = Counter(
            "linux.signal.send.failures", "{signal}", "System calls that failed to send a signal.",
            SignalAttributes.Other(MetricNames.SenderComm, MetricNames.Syscall, MetricNames.Error));
        _critical = Counter(
            "linux.signal.critical", "{signal}", "Signals that reached a process on the watchlist.", SignalAttributes.Of, forgets: false);

        const string last = "linux.signal.critical.last_timestamp";
        _meter.CreateObservableGauge(
            last, _lastCritical.Measure, "s", "When the last signal like this reached a process on the watchlist, in Unix time.");
        _tables.Add((last, _lastCritical));

        (_delivery, _deliveryHistogram) = Histogram(
            "linux.signal.delivery.duration", "From the sending of a signal until its handler ran.",
            DurationBounds.Delivery, SignalAttributes.Other(MetricNames.SenderComm, MetricNames.ReceiverComm));
        (_termination, _terminationHistogram) = Histogram(
            "linux.signal.termination.duration", "From the first signal that asked a process to end until it was gone.",
            DurationBounds.Termination, SignalAttributes.Other(MetricNames.SenderComm, MetricNames.ReceiverComm, MetricNames.Outcome));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>How many label sets each instrument has had since the last <see cref="Restart"/>.</summary>
    internal Dictionary<string, int> Counts => _tables.ToDictionary(entry => entry.Instrument, entry => entry.Table.Count);

    /// <summary>Gives the instruments their bounds, and each room for so many label sets.</summary>
    internal void AddTo(MeterProviderBuilder builder, IReadOnlyDictionary<string, int> limits)
    {
        builder.AddMeter(OtlpExport.Scope);
        foreach ((string instrument, ILabelSets table) in _tables)
        {
            // What is replayed is means: the least and the greatest are not known.
            builder.AddView(instrument, table is HistogramTable histogram
                ? new ExplicitBucketHistogramConfiguration
                {
                    Boundaries = histogram.Boundaries,
                    RecordMinMax = false,
                    CardinalityLimit = limits[instrument],
                }
                : new MetricStreamConfiguration { CardinalityLimit = limits[instrument] });
        }
    }

    internal void Update(SignalReading reading)
    {
        foreach ((string _, ILabelSets table) in _tables)
        {
            if (table != _critical && table != _lastCritical)
            {
                table.Begin();
            }
        }

        Update(_generated, reading.Series, reading.Other, SignalAttributes.Of);
        _retired.UpdateOther(reading.Retired);
        FateReading fates = reading.Fates;
        if (fates.Delivery is { } delivery)
        {
            _delivery.Update(delivery.Series, delivery.Other, SignalAttributes.Of);
        }

        if (fates.Termination is { } termination)
        {
            _termination.Update(termination.Series, termination.Other, SignalAttributes.Of);
        }

        Update(_terminated, fates.Terminated, SignalAttributes.Of);
        Update(_escalations, fates.Escalations, SignalAttributes.Of);
        Update(_sendFailures, fates.SendFailures, SignalAttributes.Of);
    }

    internal void Update(WatchReading reading)
    {
        _critical.Begin();
        _lastCritical.Begin();
        foreach (((string Process, Signal Signal, bool Expected) key, long count, DateTimeOffset started) in reading.Totals)
        {
            _critical.Update(key, key.Signal, count, started, SignalAttributes.Of);
        }

        foreach ((CriticalLabels labels, DateTimeOffset time) in reading.Last)
        {
            _lastCritical.Update(labels, time.ToUnixTimeMilliseconds() / 1000.0, SignalAttributes.Of);
        }
    }

    internal void Replay()
    {
        _delivery.Replay(_deliveryHistogram);
        _termination.Replay(_terminationHistogram);
    }

    internal void Acknowledge() => _tables.ForEach(entry => entry.Table.Acknowledge());

    internal void Restart() => _tables.ForEach(entry => entry.Table.Restart());

    private static void Update<T>(CounterTable table, CountReading<T>? reading, Func<T, KeyValuePair<string, object?>[]> attributes)
        where T : CountedSeries
    {
        if (reading is not null)
        {
            Update(table, reading.Series, reading.Other, attributes);
        }
    }

    private static void Update<T>(
        CounterTable table,
        IReadOnlyList<SeriesCount<T>> series,
        IReadOnlyDictionary<Signal, long> other,
        Func<T, KeyValuePair<string, object?>[]> attributes)
        where T : CountedSeries
    {
        foreach (SeriesCount<T> count in series)
        {
            table.Update(count.Series, count.Series.Signal, count.Value, count.Started, attributes);
        }

        table.UpdateOther(other);
    }

    private CounterTable Counter(
        string name, string unit, string description, Func<Signal, KeyValuePair<string, object?>[]> other, bool forgets = true)
    {
        var table = new CounterTable(other, forgets);
        _meter.CreateObservableCounter(name, table.Measure, unit, description);
        _tables.Add((name, table));
        return table;
    }

    private (HistogramTable Table, Histogram<double> Histogram) Histogram(
        string name, string description, IReadOnlyList<long> bounds, Func<Signal, KeyValuePair<string, object?>[]> other)
    {
        var table = new HistogramTable(bounds, other);
        _tables.Add((name, table));
        return (table, _meter.CreateHistogram<double>(name, "s", description));
    }
}
