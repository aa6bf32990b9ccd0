using SignalExporter.Kernel;
using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>
/// <c>linux.signal.generated</c>, straight from the source's reading. The labels of a series are encoded when it is first
/// seen, so that a scrape costs a copy and a number for each series.
/// </summary>
public sealed class SignalMetrics(ISignalSource source, CollectorHealth health) : IMetricProducer
{
    private static readonly MetricFamily Generated = new(
        "linux.signal.generated", MetricKind.Counter, "{signal}", "Signals sent, by sender and receiver.");

    private static readonly MetricFamily Retired = new(
        "signal_exporter.retired_signals", MetricKind.Counter, "{signal}", "Signals of series that were ended to make room.");

    // By signal number.
    private static readonly LabelSet[] OtherLabels = ForEachSignal(signal => Make(
        signal, MetricNames.Other, MetricNames.Other, MetricNames.Other, MetricNames.Other, MetricNames.Other));

    private static readonly LabelSet[] SignalLabels = ForEachSignal(signal => LabelSet.Create(
        new KeyValuePair<string, string>(MetricNames.Signal, signal.Name)));

    private Dictionary<SignalSeries, LabelSet> _labels = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many series the last reading had.</summary>
    public int SeriesCount { get; private set; }

    /// <inheritdoc/>
    public void Produce(IMetricSink sink) => health.Run(CollectorHealth.Generated, () =>
    {
        SignalReading reading = source.Read();
        sink.Begin(Generated);
        foreach (SignalCount count in reading.Series)
        {
            sink.Add(LabelsOf(count.Series), count.Value, count.Started);
        }

        foreach ((Signal signal, long value) in reading.Other)
        {
            sink.Add(OtherLabels[signal.Number], value, reading.OtherStarted);
        }

        sink.Begin(Retired);
        foreach ((Signal signal, long value) in reading.Retired)
        {
            sink.Add(SignalLabels[signal.Number], value);
        }

        SeriesCount = reading.Series.Count;
        ForgetGone(reading);
    });

    private LabelSet LabelsOf(SignalSeries series)
    {
        if (!_labels.TryGetValue(series, out LabelSet? labels))
        {
            labels = Make(
                series.Signal, series.Sender.ToString(), series.Receiver.ToString(), series.Code.Name,
                series.Origin.Name(), series.Result.Name());
            _labels.Add(series, labels);
        }

        return labels;
    }

    private static LabelSet[] ForEachSignal(Func<Signal, LabelSet> make) => [LabelSet.Empty, .. Signal.All.Select(make)];

    private static LabelSet Make(Signal signal, string sender, string receiver, string code, string origin, string result) =>
        LabelSet.Create(
            new(MetricNames.Signal, signal.Name),
            new(MetricNames.SenderComm, sender),
            new(MetricNames.ReceiverComm, receiver),
            new(MetricNames.Code, code),
            new(MetricNames.Origin, origin),
            new(MetricNames.Result, result));

    private void ForgetGone(SignalReading reading)
    {
        if (_labels.Count == reading.Series.Count)
        {
            return;
        }

        var living = new Dictionary<SignalSeries, LabelSet>(reading.Series.Count, ReferenceEqualityComparer.Instance);
        foreach (SignalCount count in reading.Series)
        {
            living.Add(count.Series, _labels[count.Series]);
        }

        _labels = living;
    }
}
