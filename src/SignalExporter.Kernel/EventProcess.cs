namespace SignalExporter.Kernel;

/// <summary>A process as it was when a signal was sent.</summary>
/// <param name="Pid">Its process id in the host's namespace (the thread group's).</param>
/// <param name="Tid">The thread's id in the host's namespace.</param>
/// <param name="NamespacePid">Its process id in its own PID namespace; the same as <paramref name="Pid"/> on the host.</param>
/// <param name="Uid">Its real user id, in the host's user namespace.</param>
/// <param name="Comm">The process's name, its thread-group leader's.</param>
/// <param name="ThreadComm">The thread's name.</param>
/// <param name="ControlGroup">Its control group.</param>
public sealed record EventProcess(
    int Pid, int Tid, int NamespacePid, uint Uid, Comm Comm, Comm ThreadComm, ControlGroup ControlGroup);
