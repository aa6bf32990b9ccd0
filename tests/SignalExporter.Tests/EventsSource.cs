using SignalExporter.Kernel;

namespace SignalExporter.Tests;

/// <summary>Events that a test makes up.</summary>
internal sealed class EventsSource : ISignalEvents, IDisposable
{
    internal static readonly DateTimeOffset Now = new(2026, 1, 31, 3, 0, 0, TimeSpan.Zero);

    private readonly List<SignalEvent> _waiting = [];
    private Action<IReadOnlyList<SignalEvent>>? _receive;

    public IReadOnlySet<Signal> Signals { get; } = new HashSet<Signal> { new(15), new(9) };

    public long Seen { get; private set; }

    public IReadOnlyDictionary<string, long> Lost { get; set; } = new Dictionary<string, long> { ["ring_full"] = 0 };

    internal bool HasSubscriber => _receive is not null;

    public IDisposable Subscribe(Action<IReadOnlyList<SignalEvent>> receive)
    {
        _receive = receive;
        return this;
    }

    public void Start()
    {
    }

    public void Flush()
    {
        SignalEvent[] events = [.. _waiting];
        _waiting.Clear();
        Send(events);
    }

    public void Dispose() => _receive = null;

    /// <summary>Hands them over at once.</summary>
    internal void Send(params IReadOnlyList<SignalEvent> events)
    {
        Seen += events.Count;
        _receive?.Invoke(events);
    }

    /// <summary>Hands them over when somebody asks.</summary>
    internal void SendLater(params IReadOnlyList<SignalEvent> events) => _waiting.AddRange(events);

    internal static SignalEvent Event(
        string sender = "pkill", string receiver = "postgres", int signal = 9, Origin origin = Origin.User, int second = 0) => new()
        {
            Time = Now.AddSeconds(second),
            Signal = new Signal(signal),
            Code = new SignalCode(new Signal(signal), 0, origin),
            Origin = origin,
            Result = SignalResult.Delivered,
            Sender = Process(4711, sender),
            Receiver = Process(1219, receiver),
            Ancestors = [new Ancestor(801, Comm.From("sh")), new Ancestor(640, Comm.From("cron"))],
        };

    internal static EventProcess Process(int pid, string comm, string cgroup = "/system.slice/cron.service") =>
        new(pid, pid, pid, 26, Comm.From(comm), Comm.From(comm), new ControlGroup(cgroup));
}
