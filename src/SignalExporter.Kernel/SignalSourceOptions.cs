namespace SignalExporter.Kernel;

/// <summary>What a source is to count.</summary>
public sealed class SignalSourceOptions
{
    /// <summary>The highest limit of series: a table of 128 MiB.</summary>
    public const int MaxSeriesLimit = 1_000_000;

    /// <summary>Whether a signal is counted; chosen in the kernel, at the price of the bare hook.</summary>
    public Func<Signal, bool> Counts { get; init; } = _ => true;

    /// <summary>How many series may live at once, 1 to a million.</summary>
    public int SeriesLimit { get; init; } = 8192;

    /// <summary>After how long a series that counts nothing ends.</summary>
    public TimeSpan SeriesIdle { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same while the table is three quarters full.</summary>
    internal TimeSpan SeriesIdleUnderPressure { get; init; } = TimeSpan.FromMinutes(5);
}
