namespace SignalExporter.Kernel;

/// <summary>
/// What became of a signal when it was sent. The numbers are <c>enum signal_result</c> of <c>Ebpf/signals.h</c>, the first
/// five the kernel's own (<c>include/trace/events/signal.h</c>).
/// </summary>
public enum SignalResult
{
    /// <summary>Queued for the receiver.</summary>
    Delivered = 0,

    /// <summary>The receiver ignores it.</summary>
    Ignored = 1,

    /// <summary>The same signal was pending already: the two became one.</summary>
    AlreadyPending = 2,

    /// <summary>A real-time signal over the limit of pending signals: the sender got EAGAIN.</summary>
    OverflowFail = 3,

    /// <summary>Delivered over the limit of pending signals, without its siginfo.</summary>
    LoseInfo = 4,

    /// <summary>The receiver is the init of a PID namespace without a handler, which the kernel shields.</summary>
    IgnoredByInit = 5,
}
