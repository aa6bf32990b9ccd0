namespace SignalExporter.Kernel;

/// <summary>Processes by name, and the signals to them that matter.</summary>
/// <param name="Process">The processes.</param>
/// <param name="Signals">The signals.</param>
public sealed record WatchPattern(CommPattern Process, IReadOnlySet<Signal> Signals)
{
    /// <summary>How many of them a source takes.</summary>
    public const int MaxCount = 128;
}
