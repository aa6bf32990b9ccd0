using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Tests;

/// <summary>Events that a test makes up.</summary>
internal sealed class OtlpFakeEvents : ISignalEvents
{
    private readonly List<Action<IReadOnlyList<SignalEvent>>> _receivers = [];

    public IReadOnlySet<Signal> Signals { get; } = new HashSet<Signal> { new(9) };

    public long Seen { get; private set; }

    public IReadOnlyDictionary<string, long> Lost { get; } = new Dictionary<string, long> { ["ring_full"] = 0 };

    internal static SignalEvent Kill => new()
    {
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_012),
        Signal = new Signal(9),
        Code = new SignalCode(new Signal(9), 0, Origin.User),
        Origin = Origin.User,
        Result = SignalResult.Delivered,
        Sender = new EventProcess(4711, 4712, 11, 1000, Comm.From("bash"), Comm.From("worker"), new ControlGroup("/user.slice/session-1.scope")),
        Receiver = new EventProcess(1219, 1220, 7, 26, Comm.From("postgres"), Comm.From("checkpointer"), new ControlGroup(ContainerPath)),
        Ancestors = [new Ancestor(801, Comm.From("sshd")), new Ancestor(640, Comm.From("sshd"))],
    };

    internal const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    internal const string PodUid = "0c5e35a8-4b0e-4f1e-9a51-9f7d5f3f0a11";

    internal const string ContainerPath =
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0c5e35a8_4b0e_4f1e_9a51_9f7d5f3f0a11.slice/cri-containerd-" + ContainerId + ".scope";

    public IDisposable Subscribe(Action<IReadOnlyList<SignalEvent>> receive)
    {
        _receivers.Add(receive);
        return new Subscription(() => _receivers.Remove(receive));
    }

    public void Start()
    {
    }

    public void Flush()
    {
    }

    internal void Send(params SignalEvent[] events)
    {
        Seen += events.Length;
        _receivers.ToList().ForEach(receive => receive(events));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
