namespace SignalExporter.Kernel;

/// <summary>Where signals are counted. It counts from its creation until it is disposed.</summary>
public interface ISignalSource : IDisposable
{
    /// <summary>The source's name, as <c>--source</c> takes it.</summary>
    string Name { get; }

    /// <summary>Why this source was chosen: one of a closed list, for people and for <c>source_info</c>.</summary>
    string Reason { get; }

    /// <summary>How many series may live at once.</summary>
    long SeriesLimit { get; }

    /// <summary>How many histograms of each kind may live at once.</summary>
    long HistogramLimit { get; }

    /// <summary>The kernel programs that do the counting.</summary>
    IReadOnlyList<IKernelProgram> Programs { get; }

    /// <summary>Single signals; null where none were asked for.</summary>
    ISignalEvents? Events { get; }

    /// <summary>Reads all counts.</summary>
    SignalReading Read();

    /// <summary>Watches for signals to certain processes from now on, also such as are left out otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than <see cref="WatchPattern.MaxCount"/>.</exception>
    void Watch(IReadOnlyList<WatchPattern> patterns);

    /// <summary>What reached the watched processes since the last call.</summary>
    CriticalReading TakeCritical();

    /// <summary>What the check at the start found; null where none was made.</summary>
    SelfCheckResult? SelfCheck { get; }

    /// <summary>
    /// Exits of threads that the kernel program was not run for since the start, because it was running on that CPU already;
    /// null where exits are not looked at.
    /// </summary>
    long? ReadMissedExits();

    /// <summary>Signals that were not counted at all since the start, by reason, one of a closed list; also zeros.</summary>
    IReadOnlyDictionary<string, long> ReadLost();
}
