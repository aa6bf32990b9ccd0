namespace SignalExporter.Kernel;

/// <summary>What reached the processes on the watchlist since the last reading; each signal is in one reading.</summary>
/// <param name="Signals">By sender and receiver.</param>
/// <param name="Overflow">What there was no room for.</param>
public sealed record CriticalReading(IReadOnlyList<CriticalSignal> Signals, IReadOnlyList<CriticalOverflow> Overflow);
