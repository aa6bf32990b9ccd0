using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

/// <summary>Each row of the table in docs/configuration.md, in the environment, against a receiver.</summary>
public sealed class OtlpVariablesTests : IDisposable
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const string Never = "3600000";

    private readonly OtlpFakeEvents _events = new();
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("otlp-variables-");

    public void Dispose()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        _files.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false, "", "/v1/metrics", "/v1/logs")]
    [InlineData(false, "/base/", "/base/v1/metrics", "/base/v1/logs")]
    [InlineData(
        true, "", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.logs.v1.LogsService/Export")]
    public async Task Endpoint(bool grpc, string path, string metrics, string logs)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        SendOnce(receiver, grpc, (Prefix + "ENDPOINT", receiver.Url.GetLeftPart(UriPartial.Authority) + path));

        Assert.Equal([logs, metrics], Paths(receiver));
    }

    [Theory]
    [InlineData("METRICS")]
    [InlineData("LOGS")]
    public async Task Endpoint_for_one_kind(string kind)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        string path = "/in/" + kind;
        SendOnce(receiver, grpc: false, (Prefix + "ENDPOINT", null), ($"{Prefix}{kind}_ENDPOINT", receiver.Url.GetLeftPart(UriPartial.Authority) + path));

        Assert.Equal([path], Paths(receiver));
    }

    [Fact]
    public async Task Protocol_for_one_kind()
    {
        await using OtlpReceiver grpc = await OtlpReceiver.StartAsync(grpc: true);
        await using OtlpReceiver http = await OtlpReceiver.StartAsync(grpc: false);
        SendOnce(grpc, grpc: true, (Prefix + "LOGS_PROTOCOL", "http/protobuf"), (Prefix + "LOGS_ENDPOINT", http.Url.AbsoluteUri + "logs"));

        Assert.NotEmpty(grpc.Metrics);
        Assert.Empty(grpc.LogRecords);
        Assert.Single(http.LogRecords);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        SendOnce(receiver, grpc, (Prefix + "HEADERS", "authorization=Basic%20YQ,x=1"), (Prefix + "METRICS_HEADERS", "y=2"));

        Dictionary<string, string> logs = Of(receiver, "logs");
        Dictionary<string, string> metrics = Of(receiver, "metrics");
        Assert.Equal(("Basic YQ", "1"), (logs["authorization"], logs["x"]));
        Assert.Equal("2", metrics["y"]);
        Assert.DoesNotContain("authorization", metrics.Keys);
    }

    [Theory]
    [InlineData(false, "TIMEOUT", "TIMEOUT")]
    [InlineData(true, "TIMEOUT", "TIMEOUT")]
    [InlineData(false, "METRICS_TIMEOUT", "LOGS_TIMEOUT")]
    [InlineData(true, "METRICS_TIMEOUT", "LOGS_TIMEOUT")]
    [InlineData(true, "OTEL_METRIC_EXPORT_TIMEOUT", "OTEL_BLRP_EXPORT_TIMEOUT")]
    public async Task Timeout(bool grpc, string metrics, string logs)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        receiver.Answer = OtlpReceiver.HangAsync;
        long start = Stopwatch.GetTimestamp();
        using OtlpExport export = Start(
            receiver, grpc, ("OTEL_METRIC_EXPORT_INTERVAL", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), (Name(metrics), "500"), (Name(logs), "500"));
        _events.Send(OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => export.Status is { ExportFailed: 1, FailedMetrics: > 0 });

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.5, 8);
        receiver.Answer = null;

        static string Name(string name) => name.StartsWith("OTEL_", StringComparison.Ordinal) ? name : Prefix + name;
    }

    [Theory]
    [InlineData(false, "COMPRESSION", true)]
    [InlineData(true, "COMPRESSION", true)]
    [InlineData(false, "LOGS_COMPRESSION", false)]
    [InlineData(true, "LOGS_COMPRESSION", false)]
    public async Task Compression(bool grpc, string variable, bool metrics)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        SendOnce(receiver, grpc, (Prefix + variable, "gzip"));

        string header = grpc ? "grpc-encoding" : "Content-Encoding";
        Assert.Equal("gzip", Of(receiver, "logs")[header]);
        Assert.Equal(metrics, Of(receiver, "metrics").GetValueOrDefault(header) == "gzip");
        Assert.Single(receiver.LogRecords); // the receiver can read them
        Assert.NotEmpty(receiver.Metrics);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Certificates(bool grpc)
    {
        using X509Certificate2 server = Certificate("server");
        using X509Certificate2 client = Certificate("client");
        using X509Certificate2 stranger = Certificate("server");
        string serverFile = File("server.pem", server.ExportCertificatePem());
        string clientFile = File("client.pem", client.ExportCertificatePem());
        string keyFile = File("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        string strangerFile = File("stranger.pem", stranger.ExportCertificatePem());
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc, server);
        (string, string?)[] own = [(Prefix + "CLIENT_CERTIFICATE", clientFile), (Prefix + "CLIENT_KEY", keyFile)];

        SendOnce(receiver, grpc, [.. own, (Prefix + "CERTIFICATE", strangerFile), (Prefix + "TIMEOUT", "1000")]);
        Assert.Equal(0, receiver.Attempts);

        SendOnce(receiver, grpc, [.. own, (Prefix + "CERTIFICATE", serverFile)]);
        Assert.Single(receiver.LogRecords);
        Assert.NotEmpty(receiver.Metrics);
        Assert.Equal(client.Thumbprint, receiver.ClientCertificate);
    }

    [Fact]
    public async Task Interval_of_metrics()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        using OtlpExport export = Start(receiver, grpc: true, ("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        await Task.Delay(2000);

        Assert.InRange(receiver.Metrics.Count(), 3, 11);
    }

    [Fact]
    public async Task Batches_of_records()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        using OtlpExport export = Start(receiver, grpc: true, ("OTEL_BLRP_SCHEDULE_DELAY", Never), ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "5"));
        _events.Send([.. Enumerable.Repeat(OtlpFakeEvents.Kill, 4)]);
        await Task.Delay(1000);
        Assert.Empty(receiver.LogRequests);

        _events.Send([.. Enumerable.Repeat(OtlpFakeEvents.Kill, 6)]);
        await OtlpReceiver.UntilAsync(() => receiver.LogRecords.Count() == 10);
        Assert.All(receiver.LogRequests, request => Assert.InRange(request.Messages(1).Single().Messages(2).Single().Messages(2).Count(), 1, 5));
    }

    [Fact]
    public async Task Delay_of_records()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        using OtlpExport export = Start(receiver, grpc: true, ("OTEL_BLRP_SCHEDULE_DELAY", "300"));
        _events.Send(OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => receiver.LogRecords.Any());
    }

    [Fact]
    public async Task Queue_of_records()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        receiver.Answer = OtlpReceiver.HangAsync;
        using OtlpExport export = Start(receiver, grpc: true, ("OTEL_BLRP_MAX_QUEUE_SIZE", "20"));
        _events.Send([.. Enumerable.Repeat(OtlpFakeEvents.Kill, 100)]);

        Assert.Equal((20, 80), (export.Status.Queued, export.Status.QueueFull));
        receiver.Answer = null;
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER", 0, 1)]
    [InlineData("OTEL_LOGS_EXPORTER", 1, 0)]
    public async Task None(string variable, int metrics, int logs)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        SendOnce(receiver, grpc: true, (variable, "none"));

        Assert.Equal((metrics, logs), (receiver.Metrics.Count(), receiver.LogRequests.Count()));
    }

    [Fact]
    public void Nothing_is_sent_without_an_endpoint_or_where_the_SDK_is_disabled()
    {
        Assert.Null(Start());
        Environment.SetEnvironmentVariable(Prefix + "ENDPOINT", "http://127.0.0.1:1");
        Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", "true");
        Assert.Null(Start());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resource(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        SendOnce(receiver, grpc, ("OTEL_SERVICE_NAME", "mine"), ("OTEL_RESOURCE_ATTRIBUTES", "host.name=h,team=a%20b"));

        foreach (OtlpMessage request in receiver.Metrics.Concat(receiver.LogRequests))
        {
            Dictionary<string, object> resource = request.Message(1).Message(1).Attributes(1);
            Assert.Equal(("mine", "h", "a b"), (resource["service.name"], resource["host.name"], resource["team"]));
            Assert.Equal(BuildInfo.Version, resource["service.version"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_is_in_memory_where_nothing_is_said(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        receiver.Answer = grpc ? OtlpReceiver.GrpcStatus(14) : OtlpReceiver.Status(503);
        receiver.Misbehaves = _ => receiver.Attempts == 1;
        using OtlpExport export = Start(receiver, grpc, ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_BLRP_SCHEDULE_DELAY", "50"));
        _events.Send(OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => export.Status.Exported == 1);

        Assert.Equal(2, receiver.Attempts);
    }

    [Fact]
    public async Task Retry_on_disk_is_of_records_only()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        receiver.Answer = OtlpReceiver.GrpcStatus(14);
        SendOnce(
            receiver, grpc: true, ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "disk"),
            ("OTEL_DOTNET_EXPERIMENTAL_OTLP_DISK_RETRY_DIRECTORY_PATH", _files.FullName), (Prefix + "TIMEOUT", "500"));

        string[] files = [.. _files.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_files.FullName, file.FullName))];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.StartsWith("logs", file, StringComparison.Ordinal));
    }

    private static string[] Paths(OtlpReceiver receiver) => [.. receiver.Headers.Select(headers => headers[":path"]).Distinct().Order(StringComparer.Ordinal)];

    private static Dictionary<string, string> Of(OtlpReceiver receiver, string kind) =>
        new(receiver.Headers.First(headers => headers[":path"].Contains(kind, StringComparison.OrdinalIgnoreCase)), StringComparer.OrdinalIgnoreCase);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private string File(string name, string text)
    {
        string path = Path.Combine(_files.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private OtlpExport? Start() => OtlpExport.Start(
        new FakeSource { Events = _events }, null, new CollectorHealth(NullLogger<CollectorHealth>.Instance), null, NullLoggerFactory.Instance);

    /// <summary>An exporter that sends at its end only, unless the variables say something else.</summary>
    private OtlpExport Start(OtlpReceiver receiver, bool grpc, params (string Name, string? Value)[] variables)
    {
        (string, string?)[] all =
        [
            (Prefix + "ENDPOINT", receiver.Url.GetLeftPart(UriPartial.Authority)), (Prefix + "PROTOCOL", grpc ? "grpc" : "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", Never), ("OTEL_BLRP_SCHEDULE_DELAY", Never), .. variables,
        ];
        foreach ((string name, string? value) in all)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        return Start()!;
    }

    /// <summary>Sends the metrics once and one record.</summary>
    private void SendOnce(OtlpReceiver receiver, bool grpc, params (string Name, string? Value)[] variables)
    {
        using OtlpExport export = Start(receiver, grpc, variables);
        _events.Send(OtlpFakeEvents.Kill);
    }
}
