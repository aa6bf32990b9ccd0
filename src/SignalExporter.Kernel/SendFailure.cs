namespace SignalExporter.Kernel;

/// <summary>A system call that failed to send a signal.</summary>
/// <param name="Call">Which call.</param>
/// <param name="Error">The error number; <c>errno(3)</c>.</param>
/// <param name="TargetPid">To whom it was to go: the call's own argument (negative for groups; a descriptor for pidfd_send_signal).</param>
public sealed record SendFailure(SendingCall Call, int Error, int TargetPid);
