using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Kernel.Ebpf;
using SignalExporter.Logging;
using SignalExporter.Prometheus;
using SignalExporter.Telemetry;
using SignalExporter.Web;

namespace SignalExporter.Commands;

/// <summary><c>signal-exporter serve</c>: counts, and answers scrapes until it is told to stop.</summary>
internal static partial class ServeCommand
{
    private const int Failure = 1;

    // Who sent SIGTERM waits; a scrape under way is done within milliseconds.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(500);

    internal static async Task<int> RunAsync(ServeOptions options)
    {
        try
        {
            using ISignalSource source = new EbpfSignalSource(new SignalSourceOptions
            {
                Counts = options.Signals.Contains,
                SeriesLimit = options.SeriesLimit,
                SeriesIdle = options.SeriesIdle,
            });
            await using WebApplication app = Build(options);
            using var exporter = new PrometheusExporter(
                new PrometheusExporterOptions { ScrapeEndpointPath = options.TelemetryPath },
                app.Services.GetRequiredService<ILoggerFactory>());
            var health = new CollectorHealth(app.Services.GetRequiredService<ILogger<CollectorHealth>>());
            var signals = new SignalMetrics(source, health);
            exporter.AddProducer(signals);
            using var instruments = new ExporterInstruments(source, signals, health);
            using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(ServiceResource.Configure)
                .AddMeter(MetricNames.Meter)
                .AddPrometheusExporter(exporter)
                .Build();

            app.MapPrometheusScrapingEndpoint(exporter);
            app.MapLandingPage(new LandingPage(source, options));
            app.MapHealth();

            await app.StartAsync();
            ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SignalExporter");
            LogStarted(logger, BuildInfo.Version, source.Name, source.Reason, options.SeriesLimit);
            foreach (string address in app.Urls)
            {
                LogListening(logger, address + options.TelemetryPath);
            }

            await app.WaitForShutdownAsync();
            LogStopped(logger);
            return 0;
        }
        catch (Exception e) when (Explain(e, options) is { } explanation)
        {
            await Console.Error.WriteLineAsync($"signal-exporter: {explanation}");
            return Failure;
        }
    }

    private static WebApplication Build(ServeOptions options)
    {
        // The empty builder has no configuration files, no event log and no hosting bundle: 11 MB less.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddLogLines(options.LogLevel, options.LogFormat);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (ListenAddress address in options.ListenAddresses)
            {
                address.Bind(kestrel);
            }
        });
        WebApplication app = builder.Build();
        app.UseRouting();
        return app;
    }

    /// <summary>What a person should read of an exception that is no bug of ours.</summary>
    private static string? Explain(Exception exception, ServeOptions options)
    {
        string addresses = string.Join(", ", options.ListenAddresses.Select(address => address.Text));
        return exception switch
        {
            SignalSourceException e => e.Message,
            IOException { InnerException: AddressInUseException } =>
                $"cannot listen on {addresses}: the port is in use; stop who uses it, or choose another with --web.listen-address",
            _ when Find<SocketException>(exception) is { } e =>
                $"cannot listen on {addresses}: {e.Message}; choose another address with --web.listen-address",
            _ => null,
        };
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null or T ? (T?)exception : Find<T>(exception.InnerException);

    [LoggerMessage(LogLevel.Information, "counting signals")]
    private static partial void LogStarted(ILogger logger, string version, string source, string reason, int seriesLimit);

    [LoggerMessage(LogLevel.Information, "listening")]
    private static partial void LogListening(ILogger logger, string url);

    [LoggerMessage(LogLevel.Information, "stopped")]
    private static partial void LogStopped(ILogger logger);
}
