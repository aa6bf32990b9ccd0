using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SignalExporter.Web;

/// <summary><c>/-/healthy</c> and <c>/-/ready</c>, as Prometheus has them.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Both answer 200: the server starts once the source counts. Ready ends when the program is told to stop.</summary>
    internal static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/-/healthy", Verbs, (RequestDelegate)(context => Answer(context, "signal-exporter is healthy.\n")));
        endpoints.MapMethods("/-/ready", Verbs, (RequestDelegate)(context =>
        {
            var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return Answer(context, "signal-exporter is ready.\n");
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Answer(context, "signal-exporter is stopping.\n");
        }));
    }

    private static Task Answer(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
