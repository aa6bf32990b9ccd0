using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Tests;

/// <summary>A source that says what a test wants.</summary>
internal sealed class FakeSource : ISignalSource
{
    public string Name => "fake";

    public string Reason => "supported";

    public long SeriesLimit { get; init; } = 100;

    public long HistogramLimit => 50;

    public IReadOnlyList<IKernelProgram> Programs { get; } = [new FakeProgram()];

    public ISignalEvents? Events { get; set; }

    internal List<SeriesCount<SignalSeries>> Series { get; } = [];

    internal Dictionary<Signal, long> Other { get; } = [];

    internal Dictionary<Signal, long> Retired { get; } = [];

    internal FateReading Fates { get; set; } = new();

    internal Exception? Failure { get; set; }

    public SignalReading Read() =>
        Failure is null
            ? new SignalReading([.. Series], Other, DateTimeOffset.UnixEpoch, Retired) { Fates = Fates }
            : throw Failure;

    public SelfCheckResult? SelfCheck => new([], TimeSpan.Zero);

    public long? ReadMissedExits() => 5;

    public IReadOnlyDictionary<string, long> ReadLost() => new Dictionary<string, long> { ["recursion"] = 3 };

    public void Watch(IReadOnlyList<WatchPattern> patterns) => Watched = patterns;

    public CriticalReading TakeCritical()
    {
        var reading = new CriticalReading([.. Critical], [.. CriticalOverflow]);
        Critical.Clear();
        CriticalOverflow.Clear();
        return reading;
    }

    internal IReadOnlyList<WatchPattern> Watched { get; private set; } = [];

    internal List<CriticalSignal> Critical { get; } = [];

    internal List<CriticalOverflow> CriticalOverflow { get; } = [];

    public void Dispose()
    {
    }

    private sealed class FakeProgram : IKernelProgram
    {
        public string Name => "signal_generate";

        public KernelProgramStatistics ReadStatistics() => new(3, 100, TimeSpan.FromMilliseconds(250));
    }
}
