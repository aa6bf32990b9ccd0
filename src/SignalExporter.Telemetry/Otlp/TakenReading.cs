using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>A source whose reading was taken already, so that one collection reads it once.</summary>
internal sealed class TakenReading(ISignalSource source) : ISignalSource
{
    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public string Reason => source.Reason;

    /// <inheritdoc/>
    public long SeriesLimit => source.SeriesLimit;

    /// <inheritdoc/>
    public IReadOnlyList<IKernelProgram> Programs => source.Programs;

    /// <inheritdoc/>
    public ISignalEvents? Events => source.Events;

    /// <summary>The last reading.</summary>
    internal SignalReading? Last { get; set; }

    /// <inheritdoc/>
    public SignalReading Read() => Last ?? throw new InvalidOperationException("nothing was read");

    /// <inheritdoc/>
    public void Watch(IReadOnlyList<WatchPattern> patterns) => source.Watch(patterns);

    /// <inheritdoc/>
    public CriticalReading TakeCritical() => source.TakeCritical();

    /// <inheritdoc/>
    public SelfCheckResult? SelfCheck => source.SelfCheck;

    public long? ReadMissedExits() => source.ReadMissedExits();

    public IReadOnlyDictionary<string, long> ReadLost() => source.ReadLost();

    /// <summary>The source is not this one's.</summary>
    public void Dispose()
    {
    }
}
