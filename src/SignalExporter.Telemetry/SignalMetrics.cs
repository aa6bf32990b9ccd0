using SignalExporter.Kernel;
using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>
/// <c>linux.signal.generated</c>, straight from the source's reading.
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

    private readonly LabelCache<SignalSeries> _labels = new(series => Make(
        series.Signal, series.Sender.ToString(), series.Receiver.ToString(), series.Code.Name,
        series.Origin.Name(), series.Result.Name()));

    /// <summary>How many series the last reading had.</summary>
    public int SeriesCount { get; private set; }

    /// <summary>What became of the signals of the last reading; null where it failed.</summary>
    public FateReading? Fates { get; private set; }

    /// <inheritdoc/>
    public void Produce(IMetricSink sink) => health.Run(CollectorHealth.Generated, () =>
    {
        Fates = null;
        SignalReading reading = source.Read();
        Fates = reading.Fates;
        sink.Begin(Generated);
        foreach (SeriesCount<SignalSeries> count in reading.Series)
        {
            sink.Add(_labels[count.Series], count.Value, count.Started);
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
        _labels.Keep(reading.Series.Select(count => count.Series), reading.Series.Count);
    });

    private static LabelSet[] ForEachSignal(Func<Signal, LabelSet> make) => [LabelSet.Empty, .. Signal.All.Select(make)];

    private static LabelSet Make(Signal signal, string sender, string receiver, string code, string origin, string result) =>
        LabelSet.Create(
            new(MetricNames.Signal, signal.Name),
            new(MetricNames.SenderComm, sender),
            new(MetricNames.ReceiverComm, receiver),
            new(MetricNames.Code, code),
            new(MetricNames.Origin, origin),
            new(MetricNames.Result, result));
}
