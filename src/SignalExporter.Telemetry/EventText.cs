using System.Globalization;
using System.Text;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>A signal event as a line for people: <c>SIGKILL from bash(4711) &lt; sshd(801) to postgres(1219), delivered</c>.</summary>
public static class EventText
{
    /// <summary>The line, without a time and without a line feed.</summary>
    public static string Describe(SignalEvent signal)
    {
        var text = new StringBuilder(signal.Signal.Name).Append(" from ");
        if (signal.Sender is { } sender)
        {
            Append(text, sender.Comm, sender.Pid);
            foreach (Ancestor ancestor in signal.Ancestors)
            {
                Append(text.Append(" < "), ancestor.Comm, ancestor.Pid);
            }
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"kernel ({signal.Origin.Name()})");
        }

        text.Append(" to ");
        if (signal.Receiver is { } receiver)
        {
            Append(text, receiver.Comm, receiver.Pid);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{signal.Failure?.TargetPid}");
        }

        return signal.Failure is { } failure
            ? text.Append(CultureInfo.InvariantCulture, $" failed: {failure.Call.Name()} {ErrorName(failure.Error)}").ToString()
            : text.Append(CultureInfo.InvariantCulture, $", {signal.Result.Name()}").ToString();
    }

    /// <summary>The name of an error that a call which sends a signal may have, as in <c>EPERM</c>; else its number.</summary>
    public static string ErrorName(int error) => LabelNames.ErrorName(error) ?? error.ToString(CultureInfo.InvariantCulture);

    // A name may have any characters but these would break the line, or a terminal.
    private static void Append(StringBuilder text, Comm comm, int pid)
    {
        foreach (char c in comm.ToString())
        {
            if (char.IsControl(c))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"({pid})");
    }
}
