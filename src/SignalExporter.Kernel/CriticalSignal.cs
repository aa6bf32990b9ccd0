namespace SignalExporter.Kernel;

/// <summary>Signals that reached a process on the watchlist since the last reading.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Sender">The sending process's name; <c>kernel</c> where no process sent it.</param>
/// <param name="SenderUid">The sending process's user (real, in the host's user namespace); null where no process sent it.</param>
/// <param name="Receiver">The receiving process's name.</param>
/// <param name="Origin">Why it was sent.</param>
/// <param name="Count">How many.</param>
/// <param name="Last">When the last one was sent.</param>
public sealed record CriticalSignal(
    Signal Signal, Comm Sender, uint? SenderUid, Comm Receiver, Origin Origin, long Count, DateTimeOffset Last);
