using System.Globalization;
using SignalExporter.Events;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>The parts of an event in words, the same on a terminal and in a pipe.</summary>
internal static class EventCells
{
    internal const string None = "-";

    private const int ShortIdLength = 12;

    // All descend from init, 1, or from kthreadd, 2.
    private const int LastRoot = 2;

    internal static string Time(SignalEvent e, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(e.Time, zone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The name, and what belongs to it: <c>bash</c> and <c>(4711)</c>.</summary>
    internal static (string Name, string Pid, string Container) Sender(SignalEvent e) =>
        e.Sender is { } sender ? Process(sender) : ("kernel", "", "");

    /// <summary>The name, and what belongs to it; where the call failed, what it named.</summary>
    internal static (string Name, string Pid, string Container) Receiver(SignalEvent e) =>
        e.Receiver is { } receiver ? Process(receiver) : (e.Failure is { } failure ? Target(failure) : None, "", "");

    internal static string Uid(SignalEvent e) => e.Sender?.Uid.ToString(CultureInfo.InvariantCulture) ?? None;

    internal static string Code(SignalEvent e) => e.Failure is null ? e.Code.Name : None;

    internal static string Result(SignalEvent e) => e.Failure is { } failure
        ? $"failed: {EventJson.ErrorName(failure.Error)} {failure.Call.Name()}"
        : e.Result.Name();

    /// <summary>The sender and its ancestors, each as <c>sshd(801)</c>, and <c>...</c> where there are more; none for the kernel.</summary>
    internal static IEnumerable<string> Chain(SignalEvent e)
    {
        if (e.Sender is not { } sender)
        {
            yield break;
        }

        yield return Named(sender.Comm, sender.Pid);
        foreach (Ancestor ancestor in e.Ancestors)
        {
            yield return Named(ancestor.Comm, ancestor.Pid);
        }

        if (e.Ancestors.Count > 0 && e.Ancestors[^1].Pid > LastRoot)
        {
            yield return "...";
        }
    }

    /// <summary>What only some events have.</summary>
    internal static IEnumerable<string> Details(SignalEvent e)
    {
        if (e.ForgedPid is { } pid)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"forged: it says that process {pid} sent it");
        }

        if (e.Value is not null and not 0 and { } value) // timers and many others send 0 without meaning it
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"value: {value}");
        }

        if (e.CommandLine is { } commandLine)
        {
            yield return $"command line: {SafeText.Show(commandLine)}";
        }
    }

    private static (string, string, string) Process(EventProcess process) => (
        SafeText.Show(process.Comm.ToString()),
        string.Create(CultureInfo.InvariantCulture, $"({process.Pid})"),
        process.ControlGroup.ContainerId is { } id ? "@" + id[..Math.Min(id.Length, ShortIdLength)] : "");

    private static string Named(Comm comm, int pid) =>
        string.Create(CultureInfo.InvariantCulture, $"{SafeText.Show(comm.ToString())}({pid})");

    // kill(2): 0 is the sender's group, -1 all that it may reach, and below that stand groups.
    private static string Target(SendFailure failure) => (failure.Call, failure.TargetPid) switch
    {
        (SendingCall.PidfdSendSignal, int descriptor) => string.Create(CultureInfo.InvariantCulture, $"fd {descriptor}"),
        (SendingCall.Kill, 0) => "its group",
        (SendingCall.Kill, -1) => "everybody",
        (SendingCall.Kill, < -1 and int group) => string.Create(CultureInfo.InvariantCulture, $"group {-(long)group}"),
        (_, int pid) => pid.ToString(CultureInfo.InvariantCulture),
    };
}
