namespace SignalExporter.Telemetry.Otlp;

/// <summary>Variables of OpenTelemetry have values that cannot be used. The message lists all of them.</summary>
public sealed class OtlpConfigurationException(string message) : Exception(message);
