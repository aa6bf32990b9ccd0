using OpenTelemetry.Resources;

namespace SignalExporter.Telemetry;

/// <summary>Who speaks: OpenTelemetry's resource (semantic conventions, "Service" and "Host").</summary>
public static class ServiceResource
{
    /// <summary>Sets the service's attributes; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over them.</summary>
    public static void Configure(ResourceBuilder resource) => resource
        .Clear()
        .AddService("signal-exporter", serviceVersion: BuildInfo.Version)
        .AddAttributes([new("host.name", Environment.MachineName)])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
