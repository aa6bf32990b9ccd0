using System.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry;

/// <summary>
/// <c>/metrics</c>: the official Prometheus exporter of the SDK, and around it what it does not do by itself. It answers in text 0.0.4
/// only, since OpenMetrics would add a <c>_created</c> series to each counter. A full <see cref="Generation"/> is replaced while no
/// request is in it. An answer is collected in memory, so that a client that reads slowly delays no other one's scrape.
/// </summary>
public sealed class MetricsEndpoint : IDisposable
{
    /// <summary>How many answers may be in memory at once; 503 beyond.</summary>
    internal const int MaxAnswers = 32;

    private const string Meter = "SignalExporter.Prometheus";
    private const string TextFormat = "text/plain;version=0.0.4";

    private readonly Lock _lock = new();
    private readonly SignalMetrics _signals;
    private readonly ExporterInstruments _exporter;
    private readonly IServiceProvider _services;
    private readonly CancellationToken _stopping;
    private Generation _generation;
    private RequestDelegate _scrape;
    private int _scraping; // requests in the generation
    private TaskCompletionSource? _replacement; // not null while requests wait for the next one
    private MemoryStream? _spare;
    private int _answers;

    /// <param name="source">Where signals are counted.</param>
    /// <param name="watchlist">The critical processes; null where there are none.</param>
    /// <param name="health">How the collectors do.</param>
    /// <param name="reloads">How the configuration file does; null where there is none.</param>
    /// <param name="otlp">How the sending over OTLP goes; null where nothing is sent.</param>
    /// <param name="services">Those of the web application.</param>
    /// <param name="stopping">Cancelled when the program stops: 503 from then on.</param>
    public MetricsEndpoint(
        ISignalSource source,
        Watchlist? watchlist,
        CollectorHealth health,
        ReloadStatus? reloads,
        OtlpStatus? otlp,
        IServiceProvider services,
        CancellationToken stopping)
    {
        _signals = new SignalMetrics(source, watchlist, health, pushed: false);
        _exporter = new ExporterInstruments(source, _signals, health, reloads, otlp);
        (_services, _stopping) = (services, stopping);
        (_generation, _scrape) = Begin();
    }

    /// <summary>How many generations were replaced.</summary>
    internal long Replacements { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _generation.Dispose();

    /// <summary>Answers a scrape (GET or HEAD).</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (_stopping.IsCancellationRequested)
        {
            await RefuseAsync(context, "signal-exporter is stopping.\n");
            return;
        }

        if (Interlocked.Increment(ref _answers) > MaxAnswers)
        {
            Interlocked.Decrement(ref _answers);
            await RefuseAsync(context, "Too many scrapes at once.\n");
            return;
        }

        try
        {
            // Used again, since one of megabytes goes to the large object heap.
            MemoryStream answer = Interlocked.Exchange(ref _spare, null) ?? new MemoryStream();
            do
            {
                answer.SetLength(0);
            }
            while (!await TryCollectAsync(context, answer));

            if (answer.Length > 0)
            {
                context.Response.ContentLength = answer.Length;
                answer.Position = 0;
                await answer.CopyToAsync(context.Response.Body, context.RequestAborted);
            }

            _spare = answer;
        }
        finally
        {
            Interlocked.Decrement(ref _answers);
        }
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason);
    }

    /// <returns>False where the generation's histograms are out of date, since its reading failed: the next one is to be asked.</returns>
    private async Task<bool> TryCollectAsync(HttpContext context, Stream answer)
    {
        for (Task? wait = Enter(); wait is not null; wait = Enter())
        {
            await wait.WaitAsync(context.RequestAborted);
        }

        Stream body = context.Response.Body;
        bool isStale;
        try
        {
            context.Response.Body = answer;
            context.Request.Headers.Accept = TextFormat;
            await _scrape(context);
        }
        finally
        {
            context.Response.Body = body;
            isStale = Leave();
        }

        return !isStale;
    }

    /// <returns>Null, or what to wait for before another attempt.</returns>
    private Task? Enter()
    {
        lock (_lock)
        {
            if (_scraping > 0 && MustBeReplaced)
            {
                _replacement ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (_replacement is null)
            {
                _scraping++;
            }

            return _replacement?.Task;
        }
    }

    private bool Leave()
    {
        lock (_lock)
        {
            bool isStale = _signals.IsStale;
            if (MustBeReplaced)
            {
                _replacement ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (--_scraping == 0 && _replacement is { } waiting)
            {
                _generation.Dispose();
                (_generation, _scrape) = Begin();
                Replacements++;
                _replacement = null;
                waiting.SetResult();
            }

            return isStale;
        }
    }

    private bool MustBeReplaced => _signals.IsFull || _signals.IsStale;

    private (Generation Generation, RequestDelegate Scrape) Begin()
    {
        var generation = new Generation(Meter, _signals, _exporter, builder => builder
            .ConfigureServices(services => services.AddSingleton(Variables()))
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false;
            }));
        RequestDelegate scrape = new ApplicationBuilder(_services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(generation.Provider, static _ => true, null, null, null)
            .Build();
        return (generation, scrape);
    }

    /// <summary>The environment for the SDK, less OTEL_SDK_DISABLED: that one switches OTLP off, and nothing here.</summary>
    private static IConfiguration Variables() => new ConfigurationBuilder()
        .AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => (string)variable.Key != "OTEL_SDK_DISABLED")
            .Select(variable => new KeyValuePair<string, string?>((string)variable.Key, (string?)variable.Value)))
        .Build();
}
