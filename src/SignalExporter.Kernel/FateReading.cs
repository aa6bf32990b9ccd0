namespace SignalExporter.Kernel;

/// <summary>What became of signals, at one moment; null for what is not collected.</summary>
public sealed record FateReading
{
    /// <summary>From a signal to its handler.</summary>
    public DurationReading? Delivery { get; init; }

    /// <summary>From the first signal that asked a process to end to its end.</summary>
    public DurationReading? Termination { get; init; }

    /// <summary>Processes that a signal ended.</summary>
    public CountReading<TerminatedSeries>? Terminated { get; init; }

    /// <summary>SIGKILLs after a SIGTERM.</summary>
    public CountReading<EscalationSeries>? Escalations { get; init; }

    /// <summary>System calls that failed to send.</summary>
    public CountReading<SendFailureSeries>? SendFailures { get; init; }

    /// <summary>How many pending signals, and processes that were asked to end, are followed.</summary>
    public long Followed { get; init; }

    /// <summary>Signals whose fate was not followed, since too many were.</summary>
    public long Unfollowed { get; init; }
}
