namespace SignalExporter.Kernel;

/// <summary>What one count stands for: who sent which signal to whom, how, why, and what became of it.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Sender">The sending process's name, its thread-group leader's; <c>kernel</c> where no process sent it.</param>
/// <param name="Receiver">The receiving process's name, its thread-group leader's.</param>
/// <param name="Code">Its si_code.</param>
/// <param name="Origin">Why it was sent.</param>
/// <param name="Result">What became of it.</param>
public sealed record SignalSeries(
    Signal Signal, Comm Sender, Comm Receiver, SignalCode Code, Origin Origin, SignalResult Result) : CountedSeries(Signal);
