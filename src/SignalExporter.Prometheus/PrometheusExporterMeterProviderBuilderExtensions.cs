using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SignalExporter.Prometheus;

namespace OpenTelemetry.Metrics;

/// <summary>Adds the Prometheus exporter to a meter provider.</summary>
public static class PrometheusExporterMeterProviderBuilderExtensions
{
    /// <summary>
    /// Adds an exporter that lives in the services of the provider. It takes each registered
    /// <see cref="IMetricProducer"/>; <c>MapPrometheusScrapingEndpoint()</c> serves it.
    /// </summary>
    /// <param name="builder">The builder of the provider.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// For a provider that belongs to an application. One of <c>Sdk.CreateMeterProviderBuilder()</c> has services of
    /// its own, where no endpoint finds the exporter: give it the exporter instead.
    /// </remarks>
    public static MeterProviderBuilder AddPrometheusExporter(
        this MeterProviderBuilder builder, Action<PrometheusExporterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConfigureServices(services =>
        {
            services.AddOptions();
            services.TryAddSingleton(CreateExporter);
            if (configure is not null)
            {
                services.Configure(configure);
            }
        });
        return builder.AddReader(static services => services.GetRequiredService<PrometheusExporter>().CreateReader());
    }

    /// <summary>Adds an exporter that its maker keeps, and disposes of after the provider.</summary>
    /// <param name="builder">The builder of the provider.</param>
    /// <param name="exporter">The exporter; <c>MapPrometheusScrapingEndpoint(exporter)</c> serves it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The exporter belongs to a provider already.</exception>
    public static MeterProviderBuilder AddPrometheusExporter(
        this MeterProviderBuilder builder, PrometheusExporter exporter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(exporter);
        return builder.AddReader(exporter.CreateReader());
    }

    private static PrometheusExporter CreateExporter(IServiceProvider services)
    {
        var exporter = new PrometheusExporter(
            services.GetRequiredService<IOptions<PrometheusExporterOptions>>().Value,
            services.GetService<ILoggerFactory>());
        foreach (var producer in services.GetServices<IMetricProducer>())
        {
            exporter.AddProducer(producer);
        }

        return exporter;
    }
}
