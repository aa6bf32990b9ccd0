using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Telemetry;

namespace SignalExporter.Web;

/// <summary>The page at <c>/</c>, for people: what runs here, links, and who sends the most signals to whom.</summary>
internal sealed class LandingPage(ISignalSource source, ServeOptions options)
{
    private const int MaxPairs = 25;

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    internal string Render()
    {
        SignalReading reading = source.Read();
        List<BusyPair> pairs = BusyPair.Of(reading, MaxPairs);
        long other = reading.Other.Values.Sum();
        long total = other + reading.Series.Sum(count => count.Value);

        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"""
            <header><h1>SignalExporter</h1>
            <p>Who sends which signal to whom, on <b>{Text(Environment.MachineName)}</b>.</p>
            <nav><a href="{Text(options.TelemetryPath)}">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a></nav></header>
            <dl><div><dt>Version</dt><dd>{Text(BuildInfo.Version)}</dd></div>
            <div><dt>Source</dt><dd>{Text(source.Name)} ({Text(source.Reason)})</dd></div>
            <div><dt>Counting since</dt><dd>{_started:yyyy-MM-dd HH:mm:ss} UTC</dd></div>
            <div><dt>Signals</dt><dd>{Number(total)}</dd></div>
            <div><dt>Series</dt><dd>{Number(reading.Series.Count)} of {Number(source.SeriesLimit)}</dd></div></dl>
            <h2>Busiest pairs</h2>

            """);
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

    private static void AppendTable(StringBuilder page, List<BusyPair> pairs)
    {
        page.Append("<div class=\"wide\"><table><thead><tr><th>Sender</th><th>Receiver</th><th>Signals</th><th>What became of them</th><th class=\"n\">Count</th></tr></thead><tbody>\n");
        foreach (BusyPair pair in pairs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Name(pair.Sender)}</td><td>{Name(pair.Receiver)}</td><td>{Shares(pair.Signals)}</td><td>{Shares(pair.Results)}</td><td class=\"n\">{Number(pair.Count)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Shares(IReadOnlyList<(string Name, long Count)> shares) =>
        string.Join(", ", shares.Select(share => $"{Text(share.Name)}&nbsp;{Number(share.Count)}"));

    /// <summary>A comm is any bytes: what cannot be seen is shown as such, and nothing of it is HTML.</summary>
    private static string Name(Comm comm)
    {
        string name = comm.ToString();
        return name.Length == 0 ? "<i>(empty)</i>" : Text(string.Concat(name.Select(c => char.IsControl(c) ? '\uFFFD' : c)));
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>SignalExporter</title>
        <style>
        :root { color-scheme: light dark; --line: #8884; --dim: #777; --link: #0b62d6; }
        @media (prefers-color-scheme: dark) { :root { --dim: #999; --link: #7ab4ff; } }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 70rem; margin: auto; padding: 1rem; }
        h1 { margin: 0; } h2 { margin: 1.5rem 0 .5rem; font-size: 1.2rem; }
        header p { margin: .2rem 0; } a { color: var(--link); } nav a { margin-right: 1rem; }
        dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } dt { color: var(--dim); font-size: .85rem; } dd { margin: 0; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { color: var(--dim); font-weight: 600; font-size: .85rem; } .n { text-align: right; font-variant-numeric: tabular-nums; }
        td:first-child, td:nth-child(2) { font-family: ui-monospace, monospace; white-space: pre; }
        </style></head><body><main>

        """;
}
