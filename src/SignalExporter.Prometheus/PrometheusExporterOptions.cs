namespace SignalExporter.Prometheus;

/// <summary>How a <see cref="PrometheusExporter"/> answers. Read once, when the exporter is made.</summary>
public sealed class PrometheusExporterOptions
{
    /// <summary>The path of the endpoint, with or without its leading slash. Default: <c>/metrics</c>.</summary>
    public string ScrapeEndpointPath { get; set; } = "/metrics";

    /// <summary>
    /// Whether each SDK series carries its meter as <c>otel_scope_name</c>, <c>otel_scope_version</c>,
    /// <c>otel_scope_schema_url</c> and the meter's tags. Default: false, since with one meter they are noise on
    /// every series; the specification's default is true. Two meters that use one instrument name with the same
    /// labels need it, or the later series is left out.
    /// </summary>
    public bool ScopeLabels { get; set; }

    /// <summary>Whether the provider's resource is served as <c>target_info</c>. Default: true.</summary>
    public bool TargetInfo { get; set; } = true;

    /// <summary>
    /// Whether OpenMetrics carries <c>_created</c> samples, the start time of each counter and histogram in Unix
    /// seconds. Default: false, since Prometheus before 3 stores each as one more series.
    /// </summary>
    public bool CreatedTimestamps { get; set; }

    /// <summary>
    /// How many scrapes may be under way at once at an endpoint; one more gets a 503. Default: 0, no limit.
    /// </summary>
    public int MaxConcurrentScrapes { get; set; }

    internal PrometheusExporterOptions Copy() => (PrometheusExporterOptions)MemberwiseClone();
}
