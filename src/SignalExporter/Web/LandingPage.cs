using System.Globalization;
using System.Text;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Telemetry;
using SignalExporter.Web.Events;

namespace SignalExporter.Web;

/// <summary>The page at <c>/</c>, for people: what runs here, links, the newest events, and who sends the most signals to whom.</summary>
internal sealed class LandingPage(ISignalSource source, ServeOptions options, RecentEvents? recent = null)
{
    private const int MaxPairs = 25;
    private const int MaxEvents = 10;
    private const int RefreshSeconds = 5;

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    /// <param name="paused">Whether the page stands still.</param>
    internal string Render(bool paused = false)
    {
        SignalReading reading = source.Read();
        List<BusyPair> pairs = BusyPair.Of(reading, MaxPairs);
        long other = reading.Other.Values.Sum();
        long total = other + reading.Series.Sum(count => count.Value);

        var page = new StringBuilder(PageHead.Render("SignalExporter", paused ? 0 : RefreshSeconds));
        page.Append(CultureInfo.InvariantCulture, $"""
            <header><h1>SignalExporter</h1>
            <p>Who sends which signal to whom, on <b>{Text(Environment.MachineName)}</b>.</p>
            <nav><a href="/events">Events</a> <a href="{Text(options.TelemetryPath)}">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a>
            {(paused ? "<a href=\"?\">Paused: go on</a>" : "<a href=\"?refresh=0\">Pause</a>")}</nav></header>
            <dl><div><dt>Version</dt><dd>{Text(BuildInfo.Version)}</dd></div>
            <div><dt>Source</dt><dd>{Text(source.Name)} ({Text(source.Reason)})</dd></div>
            <div><dt>Counting since</dt><dd>{_started:yyyy-MM-dd HH:mm:ss} UTC</dd></div>
            <div><dt>Signals</dt><dd>{Number(total)}</dd></div>
            <div><dt>Series</dt><dd>{Number(reading.Series.Count)} of {Number(source.SeriesLimit)}</dd></div></dl>

            """);
        AppendEvents(page);
        page.Append("<h2>Busiest pairs</h2>\n");
        if (pairs.Count == 0)
        {
            page.Append("<p>No signal has been counted yet. Try <code>kill -URG $$</code> in a shell.</p>\n");
        }
        else
        {
            AppendTable(page, pairs);
        }

        if (other > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{Number(other)} more signals found the table full and count as <code>[other]</code>: raise <code>--series.limit</code>.</p>\n");
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private void AppendEvents(StringBuilder page)
    {
        page.Append("<h2><a href=\"/events\">Recent signals</a></h2>\n");
        if (recent is null)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{Text(EventsPage.HowToTurnOn)}</p>\n");
            return;
        }

        SignalEvent[] events = recent.Read();
        if (events.Length == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{EventsPage.Nothing(recent)} {EventsPage.Lost(recent)}</p>\n");
            return;
        }

        var table = new EventTable("/events", EventQuery.All, DateTimeOffset.UtcNow);
        page.Append(EventTable.Head);
        foreach (SignalEvent e in events.Take(MaxEvents))
        {
            table.AppendRow(page, e);
        }

        page.Append(EventTable.Tail);
        page.Append(CultureInfo.InvariantCulture, $"<p>{Number(recent.Seen)} seen since the start. {EventsPage.Lost(recent)} <a href=\"/events\">The last {Number(events.Length)}, with filters</a></p>\n");
    }

    private static void AppendTable(StringBuilder page, List<BusyPair> pairs)
    {
        page.Append("<div class=\"wide\"><table><thead><tr><th>Sender</th><th>Receiver</th><th>Signals</th><th>What became of them</th><th class=\"n\">Count</th></tr></thead><tbody>\n");
        foreach (BusyPair pair in pairs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Name(pair.Sender)}</td><td>{Html.Name(pair.Receiver)}</td><td>{Shares(pair.Signals)}</td><td>{Shares(pair.Results)}</td><td class=\"n\">{Number(pair.Count)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Shares(IReadOnlyList<(string Name, long Count)> shares) =>
        string.Join(", ", shares.Select(share => $"{Text(share.Name)}&nbsp;{Number(share.Count)}"));

    private static string Text(string text) => Html.Text(text);

    private static string Number(long number) => Html.Number(number);
}
