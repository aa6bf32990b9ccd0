namespace SignalExporter.Kernel;

/// <summary>SIGKILLs to processes that had a SIGTERM not long before and had not ended.</summary>
/// <param name="Sender">Who sent the SIGKILL.</param>
/// <param name="Receiver">Who got it.</param>
public sealed record EscalationSeries(Comm Sender, Comm Receiver) : CountedSeries(new Signal(9));
