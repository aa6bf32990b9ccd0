namespace SignalExporter.Kernel;

/// <summary>One signal, with its whole story: all of it taken when it was sent, so nobody has to be alive afterwards.</summary>
public sealed record SignalEvent
{
    /// <summary>When it was sent.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The signal; <see cref="Signal.Invalid"/> where a call failed because it named none.</summary>
    public required Signal Signal { get; init; }

    /// <summary>Its si_code; 0 (SI_USER) where <see cref="Failure"/> is set.</summary>
    public required SignalCode Code { get; init; }

    /// <summary>Why it was sent.</summary>
    public required Origin Origin { get; init; }

    /// <summary>What became of it; meaningless where <see cref="Failure"/> is set.</summary>
    public required SignalResult Result { get; init; }

    /// <summary>Who sent it; null where no process did, but the kernel.</summary>
    public required EventProcess? Sender { get; init; }

    /// <summary>Who got it; null where the call failed and nobody did.</summary>
    public required EventProcess? Receiver { get; init; }

    /// <summary>The sender's parent, its parent, and so on; none for the kernel.</summary>
    public required IReadOnlyList<Ancestor> Ancestors { get; init; }

    /// <summary>The value that sigqueue(3) sent along; null where there is none.</summary>
    public long? Value { get; init; }

    /// <summary>The si_pid that the sender claims to have, where that is not its own; null where nothing was forged.</summary>
    public int? ForgedPid { get; init; }

    /// <summary>The sender's command line, blanks between its arguments; null where it was not asked for or cannot be read.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Why nothing was sent; null where something was.</summary>
    public SendFailure? Failure { get; init; }
}
