using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>The attributes of metrics: the labels that <c>/metrics</c> has.</summary>
internal static class SignalAttributes
{
    internal static KeyValuePair<string, object?>[] Of(SignalSeries series) =>
    [
        Name(series.Signal), Sender(series.Sender), Receiver(series.Receiver), new(MetricNames.Code, series.Code.Name),
        new(MetricNames.Origin, series.Origin.Name()), new(MetricNames.Result, series.Result.Name()),
    ];

    internal static KeyValuePair<string, object?>[] Of(DurationSeries series) => series.Outcome is { } outcome
        ? [Name(series.Signal), Sender(series.Sender), Receiver(series.Receiver), new(MetricNames.Outcome, outcome.Name())]
        : [Name(series.Signal), Sender(series.Sender), Receiver(series.Receiver)];

    internal static KeyValuePair<string, object?>[] Of(TerminatedSeries series) =>
        [Name(series.Signal), Sender(series.Sender), Receiver(series.Receiver), new(MetricNames.Origin, series.Origin.Name())];

    internal static KeyValuePair<string, object?>[] Of(EscalationSeries series) => [Sender(series.Sender), Receiver(series.Receiver)];

    internal static KeyValuePair<string, object?>[] Of(SendFailureSeries series) =>
    [
        Name(series.Signal), Sender(series.Sender), new(MetricNames.Syscall, series.Call.Name()),
        new(MetricNames.Error, MetricNames.ErrorOf(series)),
    ];

    internal static KeyValuePair<string, object?>[] Of((string Process, Signal Signal, bool Expected) critical) =>
        [new("process", critical.Process), Name(critical.Signal), Expected(critical.Expected)];

    internal static KeyValuePair<string, object?>[] Of(CriticalLabels labels) =>
    [
        new("process", labels.Process), Name(labels.Signal), Expected(labels.Expected), new(MetricNames.Origin, labels.Origin),
        new(MetricNames.SenderComm, labels.SenderComm), new(MetricNames.ReceiverComm, labels.ReceiverComm),
    ];

    internal static KeyValuePair<string, object?>[] Of(Signal signal) => [Name(signal)];

    /// <summary><c>[other]</c> in every label but the signal.</summary>
    internal static Func<Signal, KeyValuePair<string, object?>[]> Other(params string[] names) =>
        signal => [Name(signal), .. names.Select(Other)];

    /// <summary><c>[other]</c> in every label, where the signal is none.</summary>
    internal static KeyValuePair<string, object?>[] OtherEscalation(Signal signal) =>
        [Other(MetricNames.SenderComm), Other(MetricNames.ReceiverComm)];

    private static KeyValuePair<string, object?> Name(Signal signal) => new(MetricNames.Signal, signal.Name);

    private static KeyValuePair<string, object?> Sender(Comm comm) => new(MetricNames.SenderComm, comm.ToString());

    private static KeyValuePair<string, object?> Receiver(Comm comm) => new(MetricNames.ReceiverComm, comm.ToString());

    private static KeyValuePair<string, object?> Expected(bool expected) => new("expected", expected ? "true" : "false");

    private static KeyValuePair<string, object?> Other(string name) => new(name, MetricNames.Other);
}
