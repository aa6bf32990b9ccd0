namespace SignalExporter.Telemetry.Otlp;

/// <summary>What OpenTelemetry's environment variables ask for.</summary>
internal sealed record OtlpSettings
{
    /// <summary>The variable that says where exports wait that are to be tried again; the SDK's exporters read it themselves.</summary>
    internal const string Retry = "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY";

    /// <summary>The value of <see cref="Retry"/> that is our default; the SDK's is none.</summary>
    internal const string InMemory = "in_memory";

    private const string RetryDirectory = "OTEL_DOTNET_EXPERIMENTAL_OTLP_DISK_RETRY_DIRECTORY_PATH";
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>Where metrics go; null for nowhere.</summary>
    public OtlpTarget? Metrics { get; init; }

    /// <summary>Where log records go; null for nowhere.</summary>
    public OtlpTarget? Logs { get; init; }

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan MetricInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many records may wait to be sent.</summary>
    public int QueueSize { get; init; } = 2048;

    /// <summary>How many records are sent at once, at most.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>How long a record waits for others to be sent with it.</summary>
    public TimeSpan ScheduleDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">A variable's value; null where it is not set.</param>
    /// <returns>Null where nothing is to be sent.</returns>
    /// <exception cref="OtlpConfigurationException">Values cannot be used.</exception>
    internal static OtlpSettings? Read(Func<string, string?> variable)
    {
        var variables = new OtlpVariables(variable);
        string[] endpoints = [Prefix + "ENDPOINT", Prefix + "METRICS_ENDPOINT", Prefix + "LOGS_ENDPOINT"];
        if (endpoints.All(name => variables.Text(name) is null))
        {
            return null;
        }

        bool disabled = variables.OneOf("OTEL_SDK_DISABLED", "false", "true") == "true";
        bool metrics = variables.OneOf("OTEL_METRICS_EXPORTER", "otlp", "none") == "otlp";
        bool logs = variables.OneOf("OTEL_LOGS_EXPORTER", "otlp", "none") == "otlp";
        TimeSpan metricTimeout = variables.Milliseconds("OTEL_METRIC_EXPORT_TIMEOUT", 30_000);
        TimeSpan logTimeout = variables.Milliseconds("OTEL_BLRP_EXPORT_TIMEOUT", 30_000);
        int queue = variables.Number("OTEL_BLRP_MAX_QUEUE_SIZE", 2048, most: 1_000_000);
        int batch = variables.Number("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", Math.Min(512, queue), most: 100_000);
        if (batch > queue)
        {
            variables.Complain("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "it is more than OTEL_BLRP_MAX_QUEUE_SIZE");
        }

        var settings = new OtlpSettings
        {
            Metrics = Target(variables, "METRICS", "v1/metrics", metricTimeout),
            Logs = Target(variables, "LOGS", "v1/logs", logTimeout),
            MetricInterval = variables.Milliseconds("OTEL_METRIC_EXPORT_INTERVAL", 60_000),
            QueueSize = queue,
            BatchSize = batch,
            ScheduleDelay = variables.Milliseconds("OTEL_BLRP_SCHEDULE_DELAY", 5_000),
        };
        _ = variables.OneOf(Prefix + "METRICS_TEMPORALITY_PREFERENCE", "cumulative");
        _ = variables.OneOf(Prefix + "METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram");
        foreach (string file in (string[])["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"])
        {
            variables.CheckFile(Prefix + file);
        }

        if (variables.OneOf(Retry, InMemory, "disk") == "disk" && variables.Text(RetryDirectory) is null)
        {
            variables.Complain(Retry, $"'disk' needs a directory in {RetryDirectory}");
        }

        variables.Pairs("OTEL_RESOURCE_ATTRIBUTES");
        variables.ThrowIfBad();
        settings = settings with { Metrics = metrics ? settings.Metrics : null, Logs = logs ? settings.Logs : null };
        return disabled || (settings.Metrics ?? settings.Logs) is null ? null : settings;
    }

    private static OtlpTarget? Target(OtlpVariables variables, string data, string path, TimeSpan timeout)
    {
        string own = $"{Prefix}{data}_";
        bool grpc = variables.OneOf(Chosen("PROTOCOL"), "grpc", "http/protobuf") == "grpc";
        string? headers = variables.Headers(Chosen("HEADERS"));
        TimeSpan attempt = variables.Milliseconds(Chosen("TIMEOUT"), 10_000);
        bool gzip = variables.OneOf(Chosen("COMPRESSION"), "none", "gzip") == "gzip";
        if (variables.Endpoint(Chosen("ENDPOINT")) is not { } endpoint)
        {
            return null;
        }

        // The general address is where the paths begin; one of its own is used as it is.
        bool whole = grpc || variables.Text(own + "ENDPOINT") is not null;
        Uri address = whole ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        return new OtlpTarget(address, grpc, headers, attempt < timeout ? attempt : timeout, gzip);

        string Chosen(string name) => variables.Text(own + name) is null ? Prefix + name : own + name;
    }
}
