namespace SignalExporter.Telemetry.Otlp;

/// <summary>Where metrics or log records go.</summary>
/// <param name="Endpoint">The whole address; over gRPC without the method's path.</param>
/// <param name="Grpc">Whether over gRPC, else as protobuf over HTTP.</param>
/// <param name="Headers">As OTEL_EXPORTER_OTLP_HEADERS has them; null for none.</param>
/// <param name="Timeout">How long an export may take, its retries included.</param>
/// <param name="Gzip">Whether to compress.</param>
internal sealed record OtlpTarget(Uri Endpoint, bool Grpc, string? Headers, TimeSpan Timeout, bool Gzip)
{
    // An address may carry a password.
    public override string ToString() => Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
