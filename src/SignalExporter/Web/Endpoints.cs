using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SignalExporter.Configuration;
using SignalExporter.Web.Events;

namespace SignalExporter.Web;

/// <summary>The HTTP endpoints: the metrics, the pages, and <c>/-/healthy</c>, <c>/-/ready</c> and <c>/-/reload</c> as Prometheus has them.</summary>
internal static class Endpoints
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Change = [HttpMethods.Post, HttpMethods.Put];

    /// <summary>The metrics, at their path.</summary>
    internal static void MapMetrics(this IEndpointRouteBuilder endpoints, string path, RequestDelegate metrics) =>
        endpoints.MapMethods(path, Read, metrics);

    /// <summary><c>/</c>: the landing page.</summary>
    internal static void MapLandingPage(this IEndpointRouteBuilder endpoints, LandingPage page) =>
        endpoints.MapMethods("/", Read, context =>
        {
            context.Response.BeginPage();
            return context.Response.WriteAsync(page.Render(paused: context.Request.Query[EventQuery.RefreshKey] == "0"));
        });

    /// <summary><c>/events</c>: the recent events; null where events are switched off.</summary>
    internal static void MapEvents(this IEndpointRouteBuilder endpoints, RecentEvents? recent) =>
        endpoints.MapMethods("/events", Read, context => EventsEndpoint.AnswerAsync(context, recent));

    /// <summary><c>/-/healthy</c> and <c>/-/ready</c>. The server starts once signals are counted, so it is ready until it stops.</summary>
    internal static void MapHealth(this IEndpointRouteBuilder endpoints, CancellationToken stopping)
    {
        endpoints.MapMethods("/-/healthy", Read, context => AnswerAsync(context, StatusCodes.Status200OK, "signal-exporter is healthy."));
        endpoints.MapMethods("/-/ready", Read, context => stopping.IsCancellationRequested
            ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "signal-exporter is stopping.")
            : AnswerAsync(context, StatusCodes.Status200OK, "signal-exporter is ready."));
    }

    /// <summary>POST or PUT <c>/-/reload</c>; any verb gets a 403 where it is not enabled.</summary>
    internal static void MapReload(this IEndpointRouteBuilder endpoints, bool enabled, ConfigReloader? reloader)
    {
        const string path = "/-/reload";
        if (!enabled)
        {
            endpoints.Map(path, context => AnswerAsync(
                context, StatusCodes.Status403Forbidden, "The lifecycle API is not enabled: see --web.enable-lifecycle."));
            return;
        }

        endpoints.MapMethods(path, Change, context =>
        {
            IReadOnlyList<string> errors = reloader is null ? ["there is no --config.file"] : reloader.Reload();
            return errors.Count == 0
                ? AnswerAsync(context, StatusCodes.Status200OK, "Reloaded.")
                : AnswerAsync(context, StatusCodes.Status500InternalServerError, string.Join('\n', errors));
        });
    }

    /// <summary>Gives a 404 and a 405 their text: routing sets the status and Allow, and no body.</summary>
    internal static void UseStatusTexts(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        HttpContext context = pages.HttpContext;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => context.Response.WriteAsync("Not found.\n"),
            StatusCodes.Status405MethodNotAllowed and var status => AnswerAsync(
                context, status, $"Only {context.Response.Headers.Allow.ToString().Replace(", ", " and ", StringComparison.Ordinal)}."),
            _ => Task.CompletedTask,
        };
    });

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }
}
