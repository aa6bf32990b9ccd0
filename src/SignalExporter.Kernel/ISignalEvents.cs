namespace SignalExporter.Kernel;

/// <summary>The signals that somebody wants to read about, one by one.</summary>
public interface ISignalEvents
{
    /// <summary>Which signals these are.</summary>
    IReadOnlySet<Signal> Signals { get; }

    /// <summary>
    /// Hands events over from <see cref="Start"/> on, in the order in which the signals were sent, some at a time, on a thread of the
    /// source: it must be quick, and must not throw.
    /// </summary>
    /// <returns>Ends it when disposed.</returns>
    IDisposable Subscribe(Action<IReadOnlyList<SignalEvent>> receive);

    /// <summary>
    /// Begins to hand events over, those since the source's creation included. To be called once, when all have subscribed.
    /// </summary>
    void Start();

    /// <summary>
    /// Hands over what has been sent up to this moment, without waiting for the next time; but a SIGKILL of the kernel's in the last
    /// 100 ms may still turn out to be the OOM killer's, and waits.
    /// </summary>
    void Flush();

    /// <summary>How many were handed over since the start.</summary>
    long Seen { get; }

    /// <summary>How many were lost since the start, by reason, one of a closed list; also zeros. Seen + lost is what was sent.</summary>
    IReadOnlyDictionary<string, long> Lost { get; }
}
