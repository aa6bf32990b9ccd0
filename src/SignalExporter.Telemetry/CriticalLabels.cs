using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>What the last one of some critical signals is shown as.</summary>
internal sealed record CriticalLabels(
    string Process, Signal Signal, bool Expected, string Origin, string SenderComm, string ReceiverComm);
