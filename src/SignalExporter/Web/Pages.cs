using Microsoft.AspNetCore.Http;
using SignalExporter.Configuration;
using SignalExporter.Web.Events;

namespace SignalExporter.Web;

/// <summary>The endpoints for people and probes: <c>/</c>, and <c>/-/healthy</c> and <c>/-/ready</c> as Prometheus has them.</summary>
internal static class Pages
{
    internal static void MapPages(this WebServer server, LandingPage landingPage)
    {
        server.Map("/", Read(context =>
        {
            context.Response.BeginPage();
            return context.Response.WriteAsync(landingPage.Render(paused: context.Request.Query[EventQuery.RefreshKey] == "0"));
        }));
        server.Map("/-/healthy", Read(context => context.Response.WriteAsync("signal-exporter is healthy.\n")));

        // The server starts once the source counts, so it is ready until it is told to stop.
        server.Map("/-/ready", Read(context =>
        {
            bool stopping = server.Stopping.IsCancellationRequested;
            context.Response.StatusCode = stopping ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return context.Response.WriteAsync(stopping ? "signal-exporter is stopping.\n" : "signal-exporter is ready.\n");
        }));
    }

    /// <summary><c>/events</c>: the recent ones; null where there are none to be had.</summary>
    internal static void MapEvents(this WebServer server, RecentEvents? recent) =>
        server.Map("/events", Read(context => EventsEndpoint.AnswerAsync(context, recent)));

    /// <summary>POST (or PUT) <c>/-/reload</c>, as Prometheus has it.</summary>
    internal static void MapReload(this WebServer server, bool enabled, ConfigReloader? reloader) =>
        server.Map("/-/reload", context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            (int status, string text) = Reload(context.Request.Method);
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(text + "\n");

            (int, string) Reload(string method)
            {
                if (!enabled)
                {
                    return (StatusCodes.Status403Forbidden, "The lifecycle API is not enabled: see --web.enable-lifecycle.");
                }

                if (!HttpMethods.IsPost(method) && !HttpMethods.IsPut(method))
                {
                    context.Response.Headers.Allow = "POST, PUT";
                    return (StatusCodes.Status405MethodNotAllowed, "Only POST and PUT.");
                }

                IReadOnlyList<string> errors = reloader is null ? ["there is no --config.file"] : reloader.Reload();
                return errors.Count == 0
                    ? (StatusCodes.Status200OK, "Reloaded.")
                    : (StatusCodes.Status500InternalServerError, string.Join('\n', errors));
            }
        });

    /// <summary>GET and HEAD only.</summary>
    private static RequestDelegate Read(RequestDelegate handler) => context =>
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return handler(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return context.Response.WriteAsync("Only GET and HEAD.\n");
    };
}
