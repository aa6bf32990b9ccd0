using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Tests;

/// <summary>A source whose series come and go, some of them again, and count on at each reading. Some readings fail.</summary>
internal sealed class OtlpChurn : ISignalSource
{
    private const int Live = 40;
    private const int Churn = 10;
    private const int Names = 1000;

    private readonly Random _random = new(2);
    private readonly Queue<Entry> _live = [];
    private int _next;

    public string Name => "churn";

    public string Reason => "supported";

    public long SeriesLimit => Live;

    public long HistogramLimit => Live;

    public IReadOnlyList<IKernelProgram> Programs => [];

    public ISignalEvents? Events => null;

    public SelfCheckResult? SelfCheck => null;

    internal bool Fails { get; set; } = true;

    /// <summary>What was counted in all, by sender.</summary>
    internal Dictionary<string, long> Signals { get; } = [];

    /// <summary>How many deliveries were measured in all, 0.2 ms each, by sender.</summary>
    internal Dictionary<string, long> Deliveries { get; } = [];

    public SignalReading Read()
    {
        if (Fails && _random.Next(5) == 0)
        {
            throw new IOException("broken");
        }

        for (int i = 0; i < Churn && _live.Count == Live; i++)
        {
            _live.Dequeue();
        }

        while (_live.Count < Live)
        {
            _live.Enqueue(new Entry($"s{_next++ % Names}"));
        }

        foreach (Entry entry in _live)
        {
            entry.Signals += _random.Next(3);
            entry.Deliveries += _random.Next(3);
            Signals[entry.Sender] = Signals.GetValueOrDefault(entry.Sender) + entry.Signals - entry.Told.Signals;
            Deliveries[entry.Sender] = Deliveries.GetValueOrDefault(entry.Sender) + entry.Deliveries - entry.Told.Deliveries;
            entry.Told = (entry.Signals, entry.Deliveries);
        }

        return new SignalReading(
            [.. _live.Select(entry => new SeriesCount<SignalSeries>(entry.Series, entry.Started, entry.Signals))],
            new Dictionary<Signal, long>(),
            DateTimeOffset.UnixEpoch,
            new Dictionary<Signal, long>())
        {
            Fates = new FateReading { Delivery = new DurationReading([.. _live.Select(Durations)], [], 0) },
        };
    }

    public void Watch(IReadOnlyList<WatchPattern> patterns)
    {
    }

    public CriticalReading TakeCritical() => new([], []);

    public long? ReadMissedExits() => null;

    public IReadOnlyDictionary<string, long> ReadLost() => new Dictionary<string, long>();

    public void Dispose()
    {
    }

    private static DurationCount Durations(Entry entry)
    {
        var buckets = new DurationBucket[DurationBounds.Delivery.Count + 1];
        buckets[4] = new DurationBucket(entry.Deliveries, entry.Deliveries * 200_000);
        return new DurationCount(entry.Durations, entry.Started, buckets);
    }

    private sealed class Entry(string sender)
    {
        private static readonly Signal Kill = new(9);

        internal string Sender => sender;

        internal SignalSeries Series { get; } = new(
            Kill, Comm.From(sender), Comm.From("r"), new SignalCode(Kill, 0, Origin.User), Origin.User, SignalResult.Delivered);

        internal DurationSeries Durations { get; } = new(Kill, Comm.From(sender), Comm.From("r"), null);

        internal DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

        internal long Signals { get; set; }

        internal long Deliveries { get; set; }

        internal (long Signals, long Deliveries) Told { get; set; }
    }
}
