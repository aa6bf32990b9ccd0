using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>What AddOpenTelemetry() of OpenTelemetry.Extensions.Hosting returns.</summary>
internal sealed class HostedTelemetry(IServiceCollection services) : IOpenTelemetryBuilder
{
    public IServiceCollection Services { get; } = services;
}
