using System.Globalization;
using System.Text;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>The page at <c>/events</c>: what killed postgres?</summary>
/// <param name="recent">The events; null where they are off.</param>
/// <param name="query">Which of them.</param>
/// <param name="now">When it is read.</param>
internal sealed class EventsPage(RecentEvents? recent, EventQuery query, DateTimeOffset now)
{
    internal const string HowToTurnOn =
        "Events are off, since serve runs with --no-collector.events: start it without to turn them on.";

    private const int PieceLength = 16 * 1024;

    /// <summary>The page in pieces, so that a long one never is in memory as a whole.</summary>
    internal IEnumerable<string> Render()
    {
        StringBuilder html = Begin(query.Refresh);
        if (recent is null)
        {
            yield return html.Append(CultureInfo.InvariantCulture, $"<p role=\"status\">{Html.Text(HowToTurnOn)}</p>\n").Append(End).ToString();
            yield break;
        }

        AppendControls(html);
        SignalEvent[] kept = recent.Read();
        int matching = kept.Count(query.Matches);
        SignalEvent[] shown = [.. query.Choose(kept, EventQuery.PageLimit)];
        AppendSummary(html, kept.Length, matching, shown.Length);
        if (shown.Length > 0)
        {
            var table = new EventTable("", query, now);
            html.Append(EventTable.Head);
            foreach (SignalEvent e in shown)
            {
                table.AppendRow(html, e);
                if (html.Length > PieceLength)
                {
                    yield return html.ToString();
                    html.Clear();
                }
            }

            html.Append(EventTable.Tail);
        }

        yield return html.Append(End).ToString();
    }

    /// <summary>The page where the query makes no sense: why, and the form to mend it.</summary>
    internal string RenderErrors(IReadOnlyList<string> errors)
    {
        StringBuilder html = Begin(refresh: 0);
        html.Append("<div role=\"alert\"><p class=\"warn\">This cannot be shown:</p><ul>\n");
        foreach (string error in errors)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li dir=\"auto\">{Html.Text(error)}</li>\n");
        }

        html.Append("</ul></div>\n");
        EventForm.Append(html, query);
        return html.Append(End).ToString();
    }

    /// <summary>What was lost, by reason; also that nothing was.</summary>
    internal static string Lost(RecentEvents recent) => recent.Lost.Values.Sum() == 0
        ? "None was lost."
        : $"<b class=\"warn\">Lost: {string.Join(", ", recent.Lost.Select(lost => $"{Html.Number(lost.Value)} ({Html.Text(lost.Key)})"))}.</b>";

    /// <summary>What to do where nothing was sent yet.</summary>
    internal static string Nothing(RecentEvents recent) =>
        "None of these signals has been sent yet: "
        + string.Join(", ", recent.Signals.OrderBy(signal => signal.Number).Select(signal => signal.Name))
        + ". Try <code>sleep 9 &amp; kill $!</code> in a shell; <code>--events.signals</code> chooses others.";

    private StringBuilder Begin(int refresh)
    {
        string what = string.Join(", ", query.Filters.Select(filter => $"{filter.Key} {filter.Value}"));
        return new StringBuilder(PageHead.Render(what.Length == 0 ? "Recent signals" : $"Recent signals: {what}", refresh))
            .Append(CultureInfo.InvariantCulture, $"<header><h1>Recent signals on {Html.Text(Environment.MachineName)}</h1>\n<p><small>The newest first; {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</small></p></header>\n");
    }

    // A page that loads itself again would take away what is being typed: the form is there while it stands still.
    private void AppendControls(StringBuilder html)
    {
        string live = Link((EventQuery.RefreshKey, null));
        string paused = Link((EventQuery.RefreshKey, "0"));
        html.Append(query.Refresh > 0
            ? $"<nav aria-label=\"Page\"><span>Live, every {query.Refresh} s</span> <a class=\"button\" href=\"{paused}\">Pause</a> <a class=\"button\" href=\"{paused}#filters\">Filter</a>"
            : $"<nav aria-label=\"Page\"><span>Paused</span> <a class=\"button\" href=\"{live}\">Go on</a>");
        html.Append(CultureInfo.InvariantCulture, $" <a href=\"{Link((EventQuery.FormatKey, "json"))}\">JSON</a> <a href=\"/\">Overview</a></nav>\n<nav aria-label=\"Kinds\">");
        AppendKind(html, "All", null, null);
        AppendKind(html, "Kills", "SIGKILL", null);
        AppendKind(html, "Crashes", null, "fault");
        AppendKind(html, "Out of memory", null, "oom");
        html.Append("</nav>\n");
        if (query.Refresh == 0)
        {
            EventForm.Append(html, query);
        }

        if (query.Filters.Any())
        {
            html.Append("<nav aria-label=\"Filters in use\">");
            foreach ((string key, string value) in query.Filters)
            {
                html.Append(CultureInfo.InvariantCulture, $"<a class=\"button\" href=\"{Link((key, null))}\"><span class=\"unseen\">Take away </span>{key} <bdi>{Html.Text(value)}</bdi> <span aria-hidden=\"true\">&times;</span></a> ");
            }

            html.Append("</nav>\n");
        }
    }

    private void AppendKind(StringBuilder html, string text, string? signal, string? origin)
    {
        bool current = query.Given.GetValueOrDefault(EventQuery.SignalKey) == signal && query.Given.GetValueOrDefault(EventQuery.OriginKey) == origin;
        html.Append(CultureInfo.InvariantCulture, $"<a href=\"{Link((EventQuery.SignalKey, signal), (EventQuery.OriginKey, origin))}\"{(current ? " aria-current=\"true\"" : "")}>{text}</a> ");
    }

    private void AppendSummary(StringBuilder html, int kept, int matching, int shown)
    {
        if (kept == 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p role=\"status\">{Nothing(recent!)} {Lost(recent!)}</p>\n");
            return;
        }

        string which = (matching, shown) switch
        {
            (0, _) => $"None of the last {Html.Number(kept)} fits.",
            var (all, some) when some < all && all < kept => $"The newest {Html.Number(some)} of {Html.Number(all)} that fit of the last {Html.Number(kept)}.",
            var (all, some) when some < all => $"The newest {Html.Number(some)} of the last {Html.Number(kept)}.",
            var (all, _) when all < kept => $"{Html.Number(all)} of the last {Html.Number(kept)}.",
            _ => $"The last {Html.Number(kept)}.",
        };
        html.Append(CultureInfo.InvariantCulture, $"<p role=\"status\">{which} {Html.Number(recent!.Seen)} seen since the start. {Lost(recent)}");
        html.Append(matching == 0 ? " <a href=\"?\">Show all</a></p>\n" : "</p>\n");
    }

    private string Link(params ReadOnlySpan<(string Key, string? Value)> changes) => Html.Attribute(query.With(changes));

    private const string End = "</main></body></html>\n";
}
