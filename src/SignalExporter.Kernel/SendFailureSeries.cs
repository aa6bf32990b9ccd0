namespace SignalExporter.Kernel;

/// <summary>System calls that failed to send a signal.</summary>
/// <param name="Signal">The signal; number 0 where the caller named none that exists.</param>
/// <param name="Sender">Who called.</param>
/// <param name="Call">Which system call.</param>
/// <param name="Error">The error number, as the call returns it; 0 for all that <see cref="LabelNames.ErrorName"/> does not know.</param>
public sealed record SendFailureSeries(Signal Signal, Comm Sender, SendingCall Call, int Error) : CountedSeries(Signal);
