using SignalExporter.Kernel;

namespace SignalExporter.Tests;

/// <summary>A source whose events a test sends.</summary>
internal sealed class WatchSource : ISignalSource, ISignalEvents
{
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<IReadOnlyList<SignalEvent>>? _receive;

    internal SignalSourceOptions? Options { get; private set; }

    internal Task Subscribed => _subscribed.Task;

    internal bool IsDisposed { get; private set; }

    internal long RingFull { get; set; }

    /// <summary>What comes with a flush.</summary>
    internal List<SignalEvent> Late { get; } = [];

    public string Name => "fake";

    public string Reason => "supported";

    public long SeriesLimit => 1;

    public long HistogramLimit => 256;

    public IReadOnlyList<IKernelProgram> Programs => [];

    public ISignalEvents? Events => this;

    public IReadOnlySet<Signal> Signals => new HashSet<Signal>();

    public long Seen => 0;

    public IReadOnlyDictionary<string, long> Lost => new Dictionary<string, long> { ["ring_full"] = RingFull };

    internal ISignalSource Open(SignalSourceOptions options)
    {
        Options = options;
        return this;
    }

    internal void Send(params SignalEvent[] events) => _receive!(events);

    public IDisposable Subscribe(Action<IReadOnlyList<SignalEvent>> receive)
    {
        _receive = receive;
        _subscribed.TrySetResult();
        return new Subscription();
    }

    public void Start()
    {
    }

    public void Flush() => Send([.. Late]);

    public SignalReading Read() => throw new NotSupportedException();

    public void Watch(IReadOnlyList<WatchPattern> patterns) => throw new NotSupportedException();

    public CriticalReading TakeCritical() => throw new NotSupportedException();

    public SelfCheckResult? SelfCheck => null;

    public long? ReadMissedExits() => throw new NotSupportedException();

    public IReadOnlyDictionary<string, long> ReadLost() => throw new NotSupportedException();

    public void Dispose() => IsDisposed = true;

    private sealed class Subscription : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
