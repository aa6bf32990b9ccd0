using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SignalExporter.Web.Events;

/// <summary><c>/events</c>: HTML for people, JSON for programs.</summary>
internal static class EventsEndpoint
{
    internal static async Task AnswerAsync(HttpContext context, RecentEvents? recent)
    {
        EventQuery query = EventQueryParser.Parse(context.Request.Query, DateTimeOffset.UtcNow, out IReadOnlyList<string> errors);
        HttpResponse response = context.Response;
        response.StatusCode = errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        response.Headers.Vary = HeaderNames.Accept;
        if (query.Json ?? Acceptance.PrefersJson(context.Request.Headers.Accept))
        {
            response.Headers.CacheControl = "no-store";
            response.ContentType = "application/json; charset=utf-8";
            await (errors.Count == 0
                ? EventsJson.WriteAsync(response.BodyWriter, recent, query)
                : EventsJson.WriteErrorsAsync(response.BodyWriter, errors));
            return;
        }

        response.BeginPage();
        var page = new EventsPage(recent, query, DateTimeOffset.UtcNow);
        foreach (string piece in errors.Count == 0 ? page.Render() : [page.RenderErrors(errors)])
        {
            await response.WriteAsync(piece);
        }
    }
}
