using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SignalExporter.Events;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>Events as a table for people; on a phone each row becomes a card, which is why the roles are spelt out.</summary>
/// <param name="page">The address of the page that its links lead to; empty for the one it is on.</param>
/// <param name="query">What that page shows now: a link narrows it.</param>
/// <param name="now">When it is read.</param>
internal sealed class EventTable(string page, EventQuery query, DateTimeOffset now)
{
    private const int ShownIdDigits = 12;
    private const int ShownCommandLine = 300;

    // A page has few names, many times each.
    private readonly Dictionary<(string Key, Comm Comm), string> _links = [];
    private readonly Dictionary<Comm, string> _names = [];

    internal const string Head = """
        <table class="events" role="table" aria-label="Signals, newest first">
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">When</th><th role="columnheader" scope="col">Signal</th><th role="columnheader" scope="col">To</th><th role="columnheader" scope="col">From &lt; its parent &lt; ...</th><th role="columnheader" scope="col">Result</th></tr></thead>
        <tbody role="rowgroup">

        """;

    internal const string Tail = "</tbody></table>\n";

    internal void AppendRow(StringBuilder html, SignalEvent e)
    {
        (string style, string mark) = EventWeights.Of(e) switch
        {
            EventWeight.Fatal => (" class=\"fatal\"", "<span class=\"unseen\">fatal: </span>"),
            EventWeight.Asking => (" class=\"asking\"", ""),
            _ => ("", ""),
        };
        html.Append(CultureInfo.InvariantCulture, $"""
            <tr role="row"{style}><td role="cell" data-label="When"><time class="when" datetime="{EventJson.Time(e.Time)}">{Ago(now - e.Time)}</time> <small class="when">{Clock(e.Time)}</small></td>
            <td role="cell" data-label="Signal">{mark}<strong class="signal">{e.Signal.Name}</strong> <small>{e.Code.Name}</small></td>
            <td role="cell" data-label="To">
            """);
        AppendReceiver(html, e);
        html.Append("</td>\n<td role=\"cell\" data-label=\"From\">");
        AppendSender(html, e);
        html.Append("</td>\n<td role=\"cell\" data-label=\"Result\">");
        html.Append(e.Failure is { } failure
            ? $"failed: {failure.Call.Name()} {EventJson.ErrorName(failure.Error)}"
            : e.Result.Name().Replace('_', ' '));
        html.Append("</td></tr>\n");
    }

    /// <summary>As in <c>12 s ago</c>.</summary>
    internal static string Ago(TimeSpan ago) => ago switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 1 } => Text(ago.TotalSeconds, "s"),
        { TotalHours: < 1 } => Text(ago.TotalMinutes, "min"),
        { TotalDays: < 1 } => Text(ago.TotalHours, "h"),
        _ => Text(ago.TotalDays, "d"),
    };

    private static string Text(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number)} {unit} ago");

    private string Clock(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss.fff 'UTC'" : "yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private void AppendReceiver(StringBuilder html, SignalEvent e)
    {
        if (e.Receiver is not { } receiver)
        {
            html.Append(CultureInfo.InvariantCulture, $"{e.Failure?.TargetPid}");
            return;
        }

        html.Append("<span class=\"to\">");
        AppendProcess(html, EventQuery.ReceiverKey, receiver);
        html.Append("</span>");
        AppendDetails(html, receiver);
    }

    private void AppendSender(StringBuilder html, SignalEvent e)
    {
        html.Append("<span class=\"chain\">");
        if (e.Sender is { } sender)
        {
            AppendProcess(html, EventQuery.SenderKey, sender);
        }
        else
        {
            html.Append(CultureInfo.InvariantCulture, $"the kernel ({e.Origin.Name()})");
        }

        foreach (Ancestor ancestor in e.Ancestors)
        {
            html.Append(CultureInfo.InvariantCulture, $" &lt; {Name(ancestor.Comm)}({ancestor.Pid})");
        }

        html.Append("</span>");
        if (Why(e.Origin) is { } why)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small>{(e.Sender is null ? "" : e.Origin.Name() + ": ")}{why}</small>");
        }

        if (e.Sender is not null)
        {
            AppendDetails(html, e.Sender);
        }

        if (e.ForgedPid is { } forged)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small class=\"warn\">claims to be process {forged}</small>");
        }

        if (e.Value is { } value)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small>value {value}</small>");
        }

        if (e.CommandLine is { } line)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small><code>{Html.Text(Cut(line))}</code></small>");
        }
    }

    private void AppendProcess(StringBuilder html, string key, EventProcess process)
    {
        ref string? link = ref CollectionsMarshal.GetValueRefOrAddDefault(_links, (key, process.Comm), out _);
        html.Append(CultureInfo.InvariantCulture, $"{link ??= Link(key, process.Comm)}({process.Pid})");
    }

    private string Name(Comm comm)
    {
        ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, comm, out _);
        return name ??= Html.Name(comm);
    }

    // No filter can hold a name with a * in it, or with a blank at its end.
    private string Link(string key, Comm comm)
    {
        string name = comm.ToString();
        bool isSearchable = name.Trim(' ').Length == name.Length && name.Length > 0 && !name.Contains('*') && Comm.From(name) == comm;
        return isSearchable
            ? $"<a href=\"{page}{Html.Attribute(query.With((key, name), (EventQuery.RefreshKey, null)))}\">{Name(comm)}</a>"
            : Name(comm);
    }

    private void AppendDetails(StringBuilder html, EventProcess process)
    {
        html.Append(CultureInfo.InvariantCulture, $" <small>uid {process.Uid}");
        if (process.NamespacePid != process.Pid)
        {
            html.Append(CultureInfo.InvariantCulture, $", pid {process.NamespacePid} in its namespace");
        }

        if (process.ThreadComm != process.Comm)
        {
            html.Append(CultureInfo.InvariantCulture, $", thread {Name(process.ThreadComm)}({process.Tid})");
        }

        html.Append("</small>");
        ControlGroup group = process.ControlGroup;
        if (group.ContainerId is null && group.PodUid is null)
        {
            html.Append(group.Path is "" or "/" ? "" : $" <small>{Html.Text(group.Path)}</small>");
            return;
        }

        if (group.ContainerId is { } id)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small>container <abbr title=\"{Html.Text(id)}\">{Html.Text(id[..ShownIdDigits])}</abbr></small>");
        }

        if (group.PodUid is { } pod)
        {
            html.Append(CultureInfo.InvariantCulture, $" <small>pod {Html.Text(pod)}</small>");
        }
    }

    private static string Cut(string line) => line.Length > ShownCommandLine ? string.Concat(line.AsSpan(0, ShownCommandLine), "...") : line;

    private static string? Why(Origin origin) => origin switch
    {
        Origin.User => null,
        Origin.Fault => "of its own doing",
        Origin.Timer => "a timer ran out, or the CPU time",
        Origin.Child => "a child ended, stopped or went on",
        Origin.Io => "a file became ready",
        Origin.Terminal => "the terminal: a key, a hang-up",
        Origin.Oom => "out of memory, the machine or its control group",
        Origin.CgroupKill => "somebody wrote to its cgroup.kill",
        Origin.ParentDeath => "its parent died",
        Origin.NamespaceExit => "the init of its PID namespace ended",
        _ => "ptrace, or a hard limit",
    };
}
