using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry.Tests;

/// <summary>An OTLP receiver on a port of its own, over gRPC or HTTP, that can be told to misbehave.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly bool _grpc;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<(string Path, OtlpMessage Message)> _taken = new();
    private WebApplication? _app;
    private int _port;

    private OtlpReceiver(bool grpc, X509Certificate2? certificate) => (_grpc, _certificate) = (grpc, certificate);

    /// <summary>What it answers; null for yes. Nothing is taken where it answers something else.</summary>
    internal Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>Which requests get <see cref="Answer"/>; the others get a yes.</summary>
    internal Func<HttpContext, bool> Misbehaves { get; set; } = _ => true;

    /// <summary>The headers of each request, also of those that were not taken, and <c>:path</c>.</summary>
    internal ConcurrentQueue<Dictionary<string, string>> Headers { get; } = new();

    /// <summary>The thumbprint of the client's last certificate.</summary>
    internal string? ClientCertificate { get; private set; }

    internal int Attempts { get; private set; }

    internal Dictionary<string, string> LastHeaders => Headers.Last();

    internal Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}");

    internal IEnumerable<OtlpMessage> Metrics => Requests("metrics");

    internal IEnumerable<OtlpMessage> LogRecords =>
        from request in Requests("logs")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select record;

    internal IEnumerable<OtlpMessage> LogRequests => Requests("logs");

    /// <param name="grpc">Over gRPC, else over HTTP.</param>
    /// <param name="certificate">Its certificate; clients must have one too. Null for no TLS.</param>
    internal static async Task<OtlpReceiver> StartAsync(bool grpc, X509Certificate2? certificate = null)
    {
        var receiver = new OtlpReceiver(grpc, certificate);
        await receiver.StartAsync();
        return receiver;
    }

    internal async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            _port,
            listen =>
            {
                listen.Protocols = _grpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
                if (_certificate is not null)
                {
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = _certificate;
                        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                        https.ClientCertificateValidation = (client, _, _) =>
                        {
                            ClientCertificate = client.Thumbprint;
                            return true;
                        };
                    });
                }
            }));
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Refuses connections from now on; its port stays.</summary>
    internal async Task StopAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Where to send to.</summary>
    internal OtlpTarget Target(string data, double timeoutSeconds = 10, bool gzip = false) => new(
        new Uri($"http://127.0.0.1:{_port}{(_grpc ? "" : "/v1/" + data)}"), _grpc, "api-key=secret", TimeSpan.FromSeconds(timeoutSeconds), gzip);

    /// <summary>Waits until something is so, half a minute at most.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1500 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        Xunit.Assert.True(condition());
    }

    /// <summary>An answer of HTTP.</summary>
    internal static Func<HttpContext, Task> Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.CompletedTask;
    };

    /// <summary>An answer of gRPC, without a message.</summary>
    internal static Func<HttpContext, Task> GrpcStatus(int status, string? details = null) => context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString();
        if (details is not null)
        {
            context.Response.Headers["grpc-status-details-bin"] = details;
        }

        return Task.CompletedTask;
    };

    /// <summary>No answer.</summary>
    internal static async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    private IEnumerable<OtlpMessage> Requests(string data) =>
        _taken.Where(request => request.Path.Contains(data, StringComparison.OrdinalIgnoreCase)).Select(request => request.Message);

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        lock (_lock)
        {
            Attempts++;
        }

        Dictionary<string, string> headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        headers[":path"] = context.Request.Path.Value!;
        Headers.Enqueue(headers);
        if (Answer is { } answer && Misbehaves(context))
        {
            await answer(context);
            return;
        }

        _taken.Enqueue((context.Request.Path.Value!, new OtlpMessage(Decoded(context.Request, body.ToArray()))));
        if (_grpc)
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
        }
    }

    /// <summary>The message: gRPC puts a flag, whether it is compressed, and its length before it.</summary>
    private byte[] Decoded(HttpRequest request, byte[] body)
    {
        bool isCompressed = _grpc ? body[0] == 1 : request.Headers.ContentEncoding == "gzip";
        byte[] message = _grpc ? body[5..] : body;
        if (!isCompressed)
        {
            return message;
        }

        using var decoded = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        gzip.CopyTo(decoded);
        return decoded.ToArray();
    }
}
