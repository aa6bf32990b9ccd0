namespace SignalExporter.Kernel;

/// <summary>Which signals become events; chosen in the kernel, so that the others cost their senders nothing more.</summary>
public sealed record EventFilter
{
    /// <summary>These signals.</summary>
    public required IReadOnlySet<Signal> Signals { get; init; }

    /// <summary>Only to this process (host's namespace); null for all.</summary>
    public int? ReceiverPid { get; init; }

    /// <summary>Only from processes of this name; null for all. The kernel's own name is <c>kernel</c>.</summary>
    public CommPattern? Sender { get; init; }

    /// <summary>Only to processes of this name; null for all.</summary>
    public CommPattern? Receiver { get; init; }

    /// <summary>Only for these reasons; null for all.</summary>
    public IReadOnlySet<Origin>? Origins { get; init; }

    /// <summary>
    /// The ring buffer's size: a power of two, whole pages. 512 KiB hold some 1,700 events, 50 ms of 35,000 signals a second; twice as
    /// much counts as this process's memory.
    /// </summary>
    public int BufferBytes { get; init; } = 512 * 1024;

    /// <summary>Also calls that failed to send. Every system call of the machine pays for it.</summary>
    public bool Failures { get; init; }

    /// <summary>Whether the sender's command line is taken along: it can hold secrets.</summary>
    public bool CommandLines { get; init; }
}
