namespace SignalExporter.Kernel;

/// <summary>What a source is to count.</summary>
public sealed class SignalSourceOptions
{
    /// <summary>The highest limit of series: a table of 64 MiB, and an answer that the Prometheus exporter still gives (166 MiB at most).</summary>
    public const int MaxSeriesLimit = 250_000;

    /// <summary>The highest limit of histograms.</summary>
    public const int MaxHistogramLimit = 10_000;

    /// <summary>Whether a signal is counted; chosen in the kernel, at the price of the bare hook.</summary>
    public Func<Signal, bool> Counts { get; init; } = _ => true;

    /// <summary>How many series may live at once, 1 to <see cref="MaxSeriesLimit"/>.</summary>
    public int SeriesLimit { get; init; } = 8192;

    /// <summary>After how long a series that counts nothing ends.</summary>
    public TimeSpan SeriesIdle { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether to measure how long it takes until a handler runs.</summary>
    public bool Delivery { get; init; } = true;

    /// <summary>Whether to measure how processes end that are asked to, and which signals end processes.</summary>
    public bool Termination { get; init; } = true;

    /// <summary>Whether to count system calls that failed to send. Every system call of the machine pays for it.</summary>
    public bool SendFailures { get; init; }

    /// <summary>How many series of each histogram may live at once, 1 to 10,000.</summary>
    public int HistogramLimit { get; init; } = 256;

    /// <summary>Which signals become events; null for none.</summary>
    public EventFilter? Events { get; init; }

    /// <summary>Whether to check at the start that signals of its own come out as its own.</summary>
    public bool SelfCheck { get; init; }

    /// <summary>Within how long of a SIGTERM a SIGKILL is an escalation.</summary>
    public TimeSpan EscalationWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same while the table is three quarters full.</summary>
    internal TimeSpan SeriesIdleUnderPressure { get; init; } = TimeSpan.FromMinutes(5);
}
