using SignalExporter.Kernel;

namespace SignalExporter.Tests;

/// <summary>Events to write, of which a test changes what it is about.</summary>
internal static class WatchEvents
{
    internal const string ContainerId = "0c5e35a8f0d1e2c3b4a5968778695a4b3c2d1e0f0c5e35a8f0d1e2c3b4a59687";

    internal static readonly Signal Kill = new(9);

    /// <summary>bash(4711) of uid 1000 kills postgres(1219) with SIGKILL.</summary>
    internal static SignalEvent Usual { get; } = new()
    {
        Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero).AddTicks(1234),
        Signal = Kill,
        Code = new SignalCode(Kill, 0, Origin.User),
        Origin = Origin.User,
        Result = SignalResult.Delivered,
        Sender = Process(4711, "bash", 1000),
        Receiver = Process(1219, "postgres"),
        Ancestors = [new Ancestor(801, Comm.From("sshd")), new Ancestor(1, Comm.From("systemd"))],
    };

    internal static SignalEvent Failed { get; } = Usual with
    {
        Receiver = null,
        Failure = new SendFailure(SendingCall.Kill, 1, 1219),
    };

    internal static SignalEvent Fault { get; } = Usual with
    {
        Signal = new Signal(11),
        Code = new SignalCode(new Signal(11), 1, Origin.Fault),
        Origin = Origin.Fault,
        Sender = null,
        Ancestors = [],
    };

    internal static EventProcess Process(int pid, string comm, uint uid = 0, string cgroup = "/") =>
        Process(pid, Comm.From(comm), uid, cgroup);

    internal static EventProcess Process(int pid, Comm comm, uint uid = 0, string cgroup = "/") =>
        new(pid, pid + 1, pid, uid, comm, comm, new ControlGroup(cgroup));
}
