using System.Collections;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// The attributes of an event's log record; docs/metrics.md lists them. What OpenTelemetry's conventions name of a process is
/// said of the receiver: it is the one that something happened to.
/// </summary>
internal sealed class EventAttributes : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _attributes = [];

    /// <param name="signal">The event.</param>
    /// <param name="verdict">What the watchlist says of it; null where the receiver is not on it.</param>
    internal EventAttributes(SignalEvent signal, WatchVerdict? verdict)
    {
        Event = signal;
        Add("linux.signal.name", signal.Signal.Name);
        Add("linux.signal.number", (long)signal.Signal.Number);
        Add("linux.signal.origin", signal.Origin.Name());
        if (signal.Failure is { } failure)
        {
            Add("error.type", EventText.ErrorName(failure.Error));
            Add("linux.signal.syscall", failure.Call.Name());
            Add("linux.signal.target", (long)failure.TargetPid);
        }
        else
        {
            Add("linux.signal.code", signal.Code.Name);
            Add("linux.signal.result", signal.Result.Name());
        }

        AddSender(signal);
        if (signal.Receiver is { } receiver)
        {
            AddReceiver(receiver);
        }

        Add("linux.signal.value", signal.Value);
        Add("linux.signal.forged_pid", (long?)signal.ForgedPid);
        Add("linux.signal.watch.process", verdict?.Process);
        Add("linux.signal.watch.expected", verdict?.Expected);
    }

    /// <summary>The event.</summary>
    internal SignalEvent Event { get; }

    /// <inheritdoc/>
    public int Count => _attributes.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void AddSender(SignalEvent signal)
    {
        Add("linux.signal.sender.comm", signal.Sender?.Comm.ToString() ?? "kernel");
        if (signal.Sender is not { } sender)
        {
            return;
        }

        Add("linux.signal.sender.pid", (long)sender.Pid);
        Add("linux.signal.sender.vpid", (long)sender.NamespacePid);
        Add("linux.signal.sender.uid", (long)sender.Uid);
        Add("linux.signal.sender.thread.id", (long)sender.Tid);
        Add("linux.signal.sender.thread.name", sender.ThreadComm.ToString());
        Add("linux.signal.sender.cgroup", NotEmpty(sender.ControlGroup.Path));
        Add("linux.signal.sender.container.id", sender.ControlGroup.ContainerId);
        Add("linux.signal.sender.pod.uid", sender.ControlGroup.PodUid);
        Add("linux.signal.sender.command_line", signal.CommandLine);
        if (signal.Ancestors.Count > 0)
        {
            Add("linux.signal.sender.ancestor.comms", signal.Ancestors.Select(ancestor => ancestor.Comm.ToString()).ToArray());
            Add("linux.signal.sender.ancestor.pids", signal.Ancestors.Select(ancestor => (long)ancestor.Pid).ToArray());
        }
    }

    private void AddReceiver(EventProcess receiver)
    {
        Add("linux.signal.receiver.comm", receiver.Comm.ToString());
        Add("process.pid", (long)receiver.Pid);
        Add("process.vpid", (long)receiver.NamespacePid);
        Add("process.real_user.id", (long)receiver.Uid);
        Add("thread.id", (long)receiver.Tid);
        Add("thread.name", receiver.ThreadComm.ToString());
        Add("process.linux.cgroup", NotEmpty(receiver.ControlGroup.Path));
        Add("container.id", receiver.ControlGroup.ContainerId);
        Add("k8s.pod.uid", receiver.ControlGroup.PodUid);
    }

    private static string? NotEmpty(string text) => text.Length > 0 ? text : null;

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _attributes.Add(new(name, value));
        }
    }
}
