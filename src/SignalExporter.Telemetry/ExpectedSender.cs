using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>Who may send signals to a critical process.</summary>
/// <param name="Comm">The sender's name.</param>
/// <param name="Uid">The sender's user; null where any will do. A name alone can be taken by anybody.</param>
public sealed record ExpectedSender(CommPattern Comm, uint? Uid)
{
    /// <summary>Whether a process sent it that may.</summary>
    public bool Matches(CriticalSignal signal) =>
        signal.SenderUid is { } uid && Comm.Matches(signal.Sender) && (Uid is null || Uid == uid);
}
