using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class OtlpSettingsTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public void Without_an_endpoint_nothing_is_sent_whatever_else_is_set()
    {
        Assert.Null(Read(("OTEL_EXPORTER_OTLP_PROTOCOL", "nonsense"), (Endpoint, " ")));
    }

    [Fact]
    public void The_defaults_are_those_of_the_specification()
    {
        OtlpSettings settings = Read((Endpoint, "http://collector:4317"))!;

        Assert.Equal(new OtlpTarget(new Uri("http://collector:4317"), true, null, TimeSpan.FromSeconds(10), false), settings.Metrics);
        Assert.Equal(settings.Metrics, settings.Logs);
        Assert.Equal((60, 5, 2048, 512), (settings.MetricInterval.TotalSeconds, settings.ScheduleDelay.TotalSeconds, settings.QueueSize, settings.BatchSize));
    }

    [Fact]
    public void Over_http_the_general_address_gets_the_paths_and_one_of_its_own_does_not()
    {
        OtlpSettings settings = Read(
            (Endpoint, "https://collector/otlp/"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs/in"))!;

        Assert.Equal("https://collector/otlp/v1/metrics", settings.Metrics!.Endpoint.AbsoluteUri);
        Assert.Equal("https://logs/in", settings.Logs!.Endpoint.AbsoluteUri);
    }

    [Fact]
    public void A_variable_of_one_kind_wins_over_the_general_one()
    {
        OtlpSettings settings = Read(
            (Endpoint, "http://c:4317"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "100"), ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "200"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=b"), ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "c=d%20e"),
            ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "HTTP/protobuf"), ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"))!;

        Assert.Equal((100, 200), (settings.Metrics!.Timeout.TotalMilliseconds, settings.Logs!.Timeout.TotalMilliseconds));
        Assert.Equal(("c=d%20e", "a=b"), (settings.Metrics.Headers, settings.Logs.Headers));
        Assert.Equal((true, false), (settings.Metrics.Grpc, settings.Logs.Grpc));
        Assert.Equal((true, false), (settings.Metrics.Gzip, settings.Logs.Gzip));
    }

    [Fact]
    public void An_endpoint_of_one_kind_turns_only_that_on()
    {
        OtlpSettings settings = Read(("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://c:4317"))!;

        Assert.Null(settings.Metrics);
        Assert.NotNull(settings.Logs);
    }

    [Fact]
    public void The_rest_is_heeded()
    {
        OtlpSettings settings = Read(
            (Endpoint, "http://c:4317"), ("OTEL_METRIC_EXPORT_INTERVAL", "1000"), ("OTEL_METRIC_EXPORT_TIMEOUT", "300"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "7"), ("OTEL_BLRP_MAX_QUEUE_SIZE", "100"), ("OTEL_BLRP_EXPORT_TIMEOUT", "400"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Cumulative"))!;

        Assert.Equal((1000, 7, 100, 100), (settings.MetricInterval.TotalMilliseconds, settings.ScheduleDelay.TotalMilliseconds, settings.QueueSize, settings.BatchSize));
        Assert.Equal((300, 400), (settings.Metrics!.Timeout.TotalMilliseconds, settings.Logs!.Timeout.TotalMilliseconds));
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER", false, true)]
    [InlineData("OTEL_LOGS_EXPORTER", true, false)]
    public void None_turns_one_kind_off(string variable, bool metrics, bool logs)
    {
        OtlpSettings settings = Read((Endpoint, "http://c:4317"), (variable, "none"))!;

        Assert.Equal((metrics, logs), (settings.Metrics is not null, settings.Logs is not null));
    }

    [Fact]
    public void Disabled_is_off() => Assert.Null(Read((Endpoint, "http://c:4317"), ("OTEL_SDK_DISABLED", "TRUE")));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "no-value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a b=c")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b,a=c")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "lowmemory")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram")]
    [InlineData("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "forever")]
    [InlineData("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "disk")] // without a directory
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "-1")]
    [InlineData("OTEL_BLRP_MAX_QUEUE_SIZE", "many")]
    [InlineData("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "5000")]
    [InlineData("OTEL_METRICS_EXPORTER", "console")]
    [InlineData("OTEL_SDK_DISABLED", "yes")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "team")]
    public void A_bad_value_is_an_error_that_names_its_variable(string variable, string value)
    {
        var e = Assert.Throws<OtlpConfigurationException>(() => Read((Endpoint, "http://c:4317"), (variable, value)));

        Assert.Contains(variable + ": ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_are_refused() => Assert.Equal(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' is not supported: cumulative",
        Assert.Throws<OtlpConfigurationException>(
            () => Read((Endpoint, "http://c:4317"), ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"))).Message);

    [Fact]
    public void All_errors_are_told_at_once_and_no_header_is()
    {
        var e = Assert.Throws<OtlpConfigurationException>(() => Read(
            (Endpoint, "http://c:4317"), ("OTEL_EXPORTER_OTLP_HEADERS", "secret word"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "x")));

        Assert.Equal(2, e.Message.Split('\n').Length);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    private static OtlpSettings? Read(params (string Name, string Value)[] variables) =>
        OtlpSettings.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
