using System.Globalization;
using System.Text;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>The filters as a form.</summary>
internal static class EventForm
{
    private static readonly (string Key, string Label, string Hint, string Kind)[] Fields =
    [
        (EventQuery.ReceiverKey, "To", "as in postgres*", ""),
        (EventQuery.SenderKey, "From", "as in cron*", ""),
        (EventQuery.SignalKey, "Signal", "KILL,TERM", " list=\"signals\""),
        (EventQuery.OriginKey, "Origin", "as in oom", " list=\"origins\""),
        (EventQuery.PidKey, "Process id", "of either", " inputmode=\"numeric\""),
        (EventQuery.SinceKey, "Since", "as in 15m", ""),
        (EventQuery.LimitKey, "At most", "1 to 1000", " inputmode=\"numeric\""),
    ];

    internal static void Append(StringBuilder html, EventQuery query)
    {
        html.Append("<form id=\"filters\" method=\"get\" aria-label=\"Filters\" autocomplete=\"off\" spellcheck=\"false\">\n");
        foreach ((string key, string label, string hint, string kind) in Fields)
        {
            string value = Html.Attribute(query.Given.GetValueOrDefault(key, ""));
            html.Append(CultureInfo.InvariantCulture, $"<label>{label} <small>{hint}</small><input name=\"{key}\" value=\"{value}\" autocapitalize=\"none\"{kind}></label>\n");
        }

        AppendChoices(html, "signals", Signal.All.Select(signal => signal.Name));
        AppendChoices(html, "origins", Enum.GetValues<Origin>().Select(origin => origin.Name()));
        html.Append("<p><button>Show</button> <a class=\"button\" href=\"?\">Clear</a></p></form>\n");
    }

    private static void AppendChoices(StringBuilder html, string id, IEnumerable<string> choices)
    {
        html.Append(CultureInfo.InvariantCulture, $"<datalist id=\"{id}\">");
        foreach (string choice in choices)
        {
            html.Append(CultureInfo.InvariantCulture, $"<option value=\"{choice}\">");
        }

        html.Append("</datalist>\n");
    }
}
