using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry.Tests;

/// <summary>/metrics of a source, over HTTP.</summary>
internal sealed class Exposed : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <param name="source">The source.</param>
    /// <param name="otlp">Whether what the exporter says about OTLP is exposed.</param>
    /// <param name="status">What it says; null for that of an exporter that has sent nothing.</param>
    internal Exposed(ISignalSource source, bool otlp = true, OtlpStatus? status = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        var health = new CollectorHealth(NullLogger<CollectorHealth>.Instance);
        Watchlist = new Watchlist(source, health, TimeProvider.System);
        status ??= otlp ? new OtlpStatus(sendsMetrics: true, sendsLogs: true) : null;
        Endpoint = new MetricsEndpoint(
            source, Watchlist, health, new ReloadStatus(TimeProvider.System), status, _app.Services, _app.Lifetime.ApplicationStopping);
        _app.Run(Endpoint.AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
    }

    /// <summary>The critical processes.</summary>
    internal Watchlist Watchlist { get; }

    internal MetricsEndpoint Endpoint { get; }

    internal Uri Url => new(_app.Urls.Single() + "/metrics");

    /// <summary>The lines of one scrape, in text 0.0.4.</summary>
    internal async Task<string[]> ScrapeAsync()
    {
        using var client = new HttpClient();
        string text = await client.GetStringAsync(Url);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Endpoint.Dispose();
        Watchlist.Dispose();
    }
}
