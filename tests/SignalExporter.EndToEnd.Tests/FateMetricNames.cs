namespace SignalExporter.EndToEnd.Tests;

/// <summary>The metrics that tell what became of signals.</summary>
internal static class FateMetricNames
{
    public const string Delivery = "linux_signal_delivery_duration_seconds";
    public const string Termination = "linux_signal_termination_duration_seconds";
    public const string Terminated = "linux_signal_terminated_processes_total";
    public const string Escalations = "linux_signal_escalations_total";
    public const string Failures = "linux_signal_send_failures_total";

    public static string[] Histograms => [Delivery, Termination];

    public static string[] Counters => [Terminated, Escalations, Failures];
}
