using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Kernel.Ebpf;
using SignalExporter.Streams;
using SignalExporter.Telemetry;
using SignalExporter.Telemetry.Otlp;
using SignalExporter.Web;
using SignalExporter.Web.Events;

namespace SignalExporter.Commands;

/// <summary><c>signal-exporter serve</c>: counts, and answers scrapes until it is told to stop.</summary>
internal static partial class ServeCommand
{
    private const int Failure = 1;

    internal static async Task<int> RunAsync(ServeOptions options)
    {
        try
        {
            await ServeAsync(options);
            return 0;
        }
        catch (Exception e) when (e is SignalSourceException or ListenException or ConfigException or OtlpConfigurationException)
        {
            StandardError.Writer.WriteLine($"signal-exporter: {e.Message}");
            return Failure;
        }
    }

    private static async Task ServeAsync(ServeOptions options)
    {
        // The kernel's verifier takes a tenth of a second: the rest gets ready meanwhile.
        Task<EbpfSignalSource> loading = Task.Run(() => new EbpfSignalSource(new SignalSourceOptions
        {
            Counts = options.Signals.Contains,
            SeriesLimit = options.SeriesLimit,
            SeriesIdle = options.SeriesIdle,
            Delivery = options.Delivery,
            Termination = options.Termination,
            SendFailures = options.SendFailures,
            HistogramLimit = options.HistogramLimit,
            EscalationWindow = options.EscalationWindow,
            Events = options.Events,
            SelfCheck = true,
        }));
        await using WebApplication app = await ServeHost.BuildAsync(options);
        ILoggerFactory logging = app.Services.GetRequiredService<ILoggerFactory>();
        using var diagnostics = new SdkDiagnostics(logging.CreateLogger<SdkDiagnostics>());
        using ISignalSource source = await loading;
        var health = new CollectorHealth(logging.CreateLogger<CollectorHealth>());
        using WatchlistSetup? watchlist = options.ConfigFile is { } file ? new WatchlistSetup(file, source, health, logging) : null;
        ILogger logger = logging.CreateLogger("SignalExporter");
        using IDisposable reloading = HangUp.Handle(() =>
        {
            if (watchlist is not null)
            {
                watchlist.Reloader.Reload();
            }
            else
            {
                LogNothingToReload(logger);
            }
        });

        using OtlpExport? otlp = OtlpExport.Start(source, watchlist?.Watchlist, health, watchlist?.Status, logging);
        using RecentEvents? recent = source.Events is { } events ? new RecentEvents(events) : null;
        source.Events?.Start(); // all have subscribed
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        using var metrics = new MetricsEndpoint(
            source, watchlist?.Watchlist, health, watchlist?.Status, otlp?.Status, app.Services, stopping);
        app.MapMetrics(options.TelemetryPath, metrics.AnswerAsync);
        app.MapLandingPage(new LandingPage(source, options, recent));
        app.MapEvents(recent);
        app.MapHealth(stopping);
        app.MapReload(options.EnableLifecycle, watchlist?.Reloader);

        if (!await app.ListenAsync(options.ListenAddresses))
        {
            return;
        }

        LogStarted(logger, BuildInfo.Version, source.Name, source.Reason, options.SeriesLimit);
        foreach (string failure in source.SelfCheck?.Failures ?? [])
        {
            LogSelfCheckFailed(logger, failure);
        }

        if (KernelRelease.Running() is { IsNewerThanProven: true } kernel)
        {
            LogNewKernel(logger, kernel.Text);
        }

        foreach (string url in app.Urls.Distinct())
        {
            LogListening(logger, url + options.TelemetryPath);
        }

        await app.WaitForShutdownAsync();
        LogStopped(logger);
    }

    [LoggerMessage(LogLevel.Information, "counting signals")]
    private static partial void LogStarted(ILogger logger, string version, string source, string reason, int seriesLimit);

    [LoggerMessage(LogLevel.Error, "the self-check failed: on this kernel senders and origins may be wrong; please report it")]
    private static partial void LogSelfCheckFailed(ILogger logger, string failure);

    [LoggerMessage(LogLevel.Information, "this kernel is newer than any that was proven")]
    private static partial void LogNewKernel(ILogger logger, string release);

    [LoggerMessage(LogLevel.Information, "listening")]
    private static partial void LogListening(ILogger logger, string url);

    [LoggerMessage(LogLevel.Information, "nothing to reload: there is no --config.file")]
    private static partial void LogNothingToReload(ILogger logger);

    [LoggerMessage(LogLevel.Information, "stopped")]
    private static partial void LogStopped(ILogger logger);
}
