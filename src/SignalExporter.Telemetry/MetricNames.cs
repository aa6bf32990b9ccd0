using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>The names of labels and what stands for a whole label. docs/metrics.md lists the metrics.</summary>
public static class MetricNames
{
    /// <summary>Stands in every label but <c>signal</c> for signals that were counted while the table was full.</summary>
    public const string Other = "[other]";

    internal const string Signal = "signal";
    internal const string SenderComm = "sender_comm";
    internal const string ReceiverComm = "receiver_comm";
    internal const string Code = "code";
    internal const string Origin = "origin";
    internal const string Result = "result";
    internal const string Outcome = "outcome";
    internal const string Syscall = "syscall";
    internal const string Error = "error";
    internal const string Process = "process";
    internal const string Expected = "expected";

    internal static string ErrorOf(SendFailureSeries series) => LabelNames.ErrorName(series.Error) ?? "other";
}
