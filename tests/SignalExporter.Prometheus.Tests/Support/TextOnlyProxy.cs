using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>Passes scrapes on without what they accept: Prometheus 2.42 cannot be told to ask for text.</summary>
public static class TextOnlyProxy
{
    public static Task<ScrapeServer> StartAsync(ScrapeServer server) => ScrapeServer.StartAsync(
        _ => { },
        app => app.MapGet("/metrics", (RequestDelegate)(async context =>
        {
            var scrape = await server.ScrapeAsync(("Accept", "text/plain"));
            context.Response.StatusCode = (int)scrape.Status;
            context.Response.ContentType = scrape.ContentType;
            await context.Response.BodyWriter.WriteAsync(scrape.Body);
        })));
}
