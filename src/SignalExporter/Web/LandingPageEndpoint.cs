using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SignalExporter.Web;

/// <summary>Serves the <see cref="LandingPage"/> at <c>/</c>.</summary>
internal static class LandingPageEndpoint
{
    internal static void MapLandingPage(this IEndpointRouteBuilder endpoints, LandingPage page) =>
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            // Whatever a process calls itself, this page runs no script and loads nothing.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            return context.Response.WriteAsync(page.Render());
        }));
}
