using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry.Tests;

/// <summary>An OTLP receiver on a port of its own, over gRPC or HTTP, that can be told to misbehave.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly bool _grpc;
    private readonly ConcurrentQueue<(string Path, OtlpMessage Message)> _taken = new();
    private WebApplication? _app;
    private int _port;

    private OtlpReceiver(bool grpc) => _grpc = grpc;

    /// <summary>What it answers; null for yes. Nothing is taken where it answers something else.</summary>
    internal Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>The body of a yes: an Export...ServiceResponse.</summary>
    internal byte[] Yes { get; set; } = [];

    internal int Attempts { get; private set; }

    internal List<DateTimeOffset> AttemptTimes { get; } = [];

    internal Dictionary<string, string> LastHeaders { get; private set; } = [];

    internal IEnumerable<OtlpMessage> Metrics => Requests("metrics");

    internal IEnumerable<OtlpMessage> LogRecords =>
        from request in Requests("logs")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select record;

    internal IEnumerable<OtlpMessage> LogRequests => Requests("logs");

    internal static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        var receiver = new OtlpReceiver(grpc);
        await receiver.StartAsync();
        return receiver;
    }

    internal async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, _port, listen => listen.Protocols = _grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Nobody listens any more; its port stays.</summary>
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
        Attempts++;
        AttemptTimes.Add(DateTimeOffset.UtcNow);
        LastHeaders = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }

        _taken.Enqueue((context.Request.Path.Value!, new OtlpMessage(body.ToArray().AsSpan(_grpc ? 5 : 0))));
        if (_grpc)
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, (byte)Yes.Length, .. Yes]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
            await context.Response.Body.WriteAsync(Yes);
        }
    }
}
