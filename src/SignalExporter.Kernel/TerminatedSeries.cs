namespace SignalExporter.Kernel;

/// <summary>Processes that a signal ended.</summary>
/// <param name="Signal">The signal that did it.</param>
/// <param name="Sender">Who sent that signal; <c>kernel</c> where no process did.</param>
/// <param name="Receiver">The name of the processes that it ended, when it was sent.</param>
/// <param name="Origin">Why it was sent.</param>
public sealed record TerminatedSeries(Signal Signal, Comm Sender, Comm Receiver, Origin Origin) : CountedSeries(Signal);
