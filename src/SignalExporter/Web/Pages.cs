using Microsoft.AspNetCore.Http;

namespace SignalExporter.Web;

/// <summary>The endpoints for people and probes: <c>/</c>, and <c>/-/healthy</c> and <c>/-/ready</c> as Prometheus has them.</summary>
internal static class Pages
{
    internal static void MapPages(this WebServer server, LandingPage landingPage)
    {
        server.Map("/", Read(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            // Whatever a process calls itself, this page runs no script and loads nothing.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            return context.Response.WriteAsync(landingPage.Render());
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
