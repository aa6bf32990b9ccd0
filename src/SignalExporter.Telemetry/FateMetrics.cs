using SignalExporter.Kernel;
using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>
/// What became of signals: <c>linux.signal.delivery.duration</c>, <c>.termination.duration</c>, <c>.terminated_processes</c>,
/// <c>.escalations</c> and <c>.send.failures</c>, of the reading that <see cref="SignalMetrics"/> has just shown.
/// </summary>
public sealed class FateMetrics(SignalMetrics signals, CollectorHealth health) : IMetricProducer
{
    private static readonly MetricFamily Delivery = new(
        "linux.signal.delivery.duration", MetricKind.Histogram, "s", "From the sending of a signal until its handler ran.");

    private static readonly MetricFamily Termination = new(
        "linux.signal.termination.duration", MetricKind.Histogram, "s",
        "From the first signal that asked a process to end until it was gone.");

    private static readonly MetricFamily Terminated = new(
        "linux.signal.terminated_processes", MetricKind.Counter, "{process}", "Processes that a signal ended.");

    private static readonly MetricFamily Escalations = new(
        "linux.signal.escalations", MetricKind.Counter, "{signal}",
        "SIGKILLs to a process that had a SIGTERM not long before and had not ended.");

    private static readonly MetricFamily SendFailures = new(
        "linux.signal.send.failures", MetricKind.Counter, "{signal}", "System calls that failed to send a signal.");

    private static readonly double[] DeliveryBounds = [.. DurationBounds.Delivery.Select(Seconds)];
    private static readonly double[] TerminationBounds = [.. DurationBounds.Termination.Select(Seconds)];

    private readonly LabelCache<DurationSeries> _delivery = new(series => Labels(
        series.Signal, Text(series.Sender), (MetricNames.ReceiverComm, Text(series.Receiver))));

    private readonly LabelCache<DurationSeries> _termination = new(series => Labels(
        series.Signal, Text(series.Sender), (MetricNames.ReceiverComm, Text(series.Receiver)),
        (MetricNames.Outcome, series.Outcome!.Value.Name())));

    private readonly LabelCache<TerminatedSeries> _terminated = new(series => Labels(
        series.Signal, Text(series.Sender), (MetricNames.ReceiverComm, Text(series.Receiver)), (MetricNames.Origin, series.Origin.Name())));

    private readonly LabelCache<EscalationSeries> _escalations = new(series => LabelSet.Create(
        new(MetricNames.SenderComm, Text(series.Sender)), new(MetricNames.ReceiverComm, Text(series.Receiver))));

    private readonly LabelCache<SendFailureSeries> _sendFailures = new(series => Labels(
        series.Signal, Text(series.Sender), (MetricNames.Syscall, series.Call.Name()), (MetricNames.Error, MetricNames.ErrorOf(series))));

    private readonly long[] _counts = new long[DurationBounds.Delivery.Count + 1];
    private readonly List<FamilySize> _sizes = [];

    /// <summary>How large each family was that the last collection has shown.</summary>
    public IReadOnlyList<FamilySize> Sizes => _sizes;

    /// <inheritdoc/>
    public void Produce(IMetricSink sink)
    {
        _sizes.Clear();
        if (signals.Fates is not { } fates)
        {
            return;
        }

        if (fates.Delivery is { } delivery)
        {
            health.Run(CollectorHealth.Delivery, () => Add(sink, Delivery, DeliveryBounds, delivery, _delivery));
        }

        if (fates.Termination is { } termination)
        {
            health.Run(CollectorHealth.Termination, () =>
            {
                Add(sink, Termination, TerminationBounds, termination, _termination, (MetricNames.Outcome, MetricNames.Other));
                Add(sink, Terminated, fates.Terminated!, _terminated, signal => OtherLabels(signal, MetricNames.ReceiverComm, MetricNames.Origin));
                Add(sink, Escalations, fates.Escalations!, _escalations, _ => LabelSet.Create(
                    new(MetricNames.SenderComm, MetricNames.Other), new(MetricNames.ReceiverComm, MetricNames.Other)));
            });
        }

        if (fates.SendFailures is { } failures)
        {
            health.Run(CollectorHealth.Failures, () =>
                Add(sink, SendFailures, failures, _sendFailures, signal => OtherLabels(signal, MetricNames.Syscall, MetricNames.Error)));
        }
    }

    private void Add<T>(
        IMetricSink sink, MetricFamily family, CountReading<T> reading, LabelCache<T> labels, Func<Signal, LabelSet> otherLabels)
        where T : CountedSeries
    {
        sink.Begin(family);
        foreach (SeriesCount<T> count in reading.Series)
        {
            sink.Add(labels[count.Series], count.Value, count.Started);
        }

        foreach ((Signal signal, long value) in reading.Other)
        {
            sink.Add(otherLabels(signal), value);
        }

        labels.Keep(reading.Series.Select(count => count.Series), reading.Series.Count);
        Note(family, reading.Series.Count, reading.Retired);
    }

    private void Add(
        IMetricSink sink, MetricFamily family, double[] bounds, DurationReading reading, LabelCache<DurationSeries> labels,
        params (string Name, string Value)[] otherLabels)
    {
        sink.Begin(family);
        foreach (DurationCount count in reading.Series)
        {
            Add(sink, labels[count.Series], bounds, count);
        }

        foreach (DurationCount count in reading.Other)
        {
            Add(sink, Labels(count.Series.Signal, MetricNames.Other, [(MetricNames.ReceiverComm, MetricNames.Other), .. otherLabels]), bounds, count);
        }

        labels.Keep(reading.Series.Select(count => count.Series), reading.Series.Count);
        Note(family, reading.Series.Count, reading.Retired);
    }

    private void Add(IMetricSink sink, LabelSet labels, double[] bounds, DurationCount count)
    {
        long nanoseconds = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] = count.Buckets[i].Count;
            nanoseconds += count.Buckets[i].Nanoseconds;
        }

        sink.Add(labels, bounds, _counts, Seconds(nanoseconds), count.Started);
    }

    private void Note(MetricFamily family, long series, long retired) =>
        _sizes.Add(new FamilySize(family.PrometheusName, series, retired));

    private static LabelSet OtherLabels(Signal signal, params string[] names) =>
        Labels(signal, MetricNames.Other, [.. names.Select(name => (name, MetricNames.Other))]);

    private static LabelSet Labels(Signal signal, string sender, params (string Name, string Value)[] others) => LabelSet.Create(
    [
        new(MetricNames.Signal, signal.Name),
        new(MetricNames.SenderComm, sender),
        .. others.Select(label => new KeyValuePair<string, string>(label.Name, label.Value)),
    ]);

    private static string Text(Comm comm) => comm.ToString();

    private static double Seconds(long nanoseconds) => nanoseconds / 1e9;

    /// <summary>How large a family was.</summary>
    /// <param name="Metric">Its name in Prometheus.</param>
    /// <param name="Series">Live series, <c>[other]</c> left out.</param>
    /// <param name="Retired">What those series had counted that were ended to make room.</param>
    public readonly record struct FamilySize(string Metric, long Series, long Retired);
}
