using SignalExporter.Kernel;
using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>What a critical signal is shown as.</summary>
internal sealed record CriticalLabels(
    string Process, Signal Signal, bool Expected, string Origin, string SenderComm, string ReceiverComm)
{
    internal LabelSet ToLabelSet() => LabelSet.Create(
        new("process", Process),
        new(MetricNames.Signal, Signal.Name),
        new("expected", Expected ? "true" : "false"),
        new(MetricNames.Origin, Origin),
        new(MetricNames.SenderComm, SenderComm),
        new(MetricNames.ReceiverComm, ReceiverComm));
}
