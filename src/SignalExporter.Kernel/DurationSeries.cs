namespace SignalExporter.Kernel;

/// <summary>What one histogram stands for.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Sender">Who sent it, by name at that time.</param>
/// <param name="Receiver">To whom, by name at that time.</param>
/// <param name="Outcome">How the process ended; null for deliveries.</param>
public sealed record DurationSeries(Signal Signal, Comm Sender, Comm Receiver, TerminationOutcome? Outcome);
