namespace SignalExporter.Prometheus;

/// <summary>The exporter or its meter provider was shut down: there is nothing to collect any more.</summary>
internal sealed class ShutDownException() : Exception("The exporter is shut down.");
