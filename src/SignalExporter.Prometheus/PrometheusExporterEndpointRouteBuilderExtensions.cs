using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the endpoint that Prometheus scrapes.</summary>
public static class PrometheusExporterEndpointRouteBuilderExtensions
{
    /// <summary>Serves the exporter that <c>AddPrometheusExporter()</c> put into the application's services.</summary>
    /// <param name="endpoints">Where to add the endpoint.</param>
    /// <param name="path">Its path; null for the one in the options.</param>
    /// <returns>The endpoint's conventions, as for authorization.</returns>
    /// <exception cref="InvalidOperationException">There is no exporter in the services.</exception>
    public static IEndpointConventionBuilder MapPrometheusScrapingEndpoint(
        this IEndpointRouteBuilder endpoints, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        // The provider registers what its builder was given when it is made, so it has to be made first.
        endpoints.ServiceProvider.GetService<MeterProvider>();
        var exporter = endpoints.ServiceProvider.GetService<PrometheusExporter>()
            ?? throw new InvalidOperationException(
                "There is no PrometheusExporter in the services: call AddPrometheusExporter() on the "
                + "MeterProviderBuilder of the application, or give MapPrometheusScrapingEndpoint the exporter.");
        return endpoints.MapPrometheusScrapingEndpoint(exporter, path);
    }

    /// <summary>Serves an exporter.</summary>
    /// <param name="endpoints">Where to add the endpoint.</param>
    /// <param name="exporter">What to serve.</param>
    /// <param name="path">Its path; null for the one in the exporter's options.</param>
    /// <returns>The endpoint's conventions, as for authorization.</returns>
    public static IEndpointConventionBuilder MapPrometheusScrapingEndpoint(
        this IEndpointRouteBuilder endpoints, PrometheusExporter exporter, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(exporter);

        var lifetime = endpoints.ServiceProvider.GetService<IHostApplicationLifetime>();
        path ??= exporter.Options.ScrapeEndpointPath;
        return endpoints
            .Map(path.StartsWith('/') ? path : $"/{path}", exporter.CreateHandler(lifetime?.ApplicationStopping ?? default))
            .WithDisplayName("Prometheus scraping endpoint");
    }
}
