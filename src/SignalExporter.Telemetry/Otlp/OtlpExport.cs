using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Sends metrics and log records over OTLP where OpenTelemetry's environment variables name an endpoint. Without one, nothing of
/// the OTLP exporter runs.
/// </summary>
public sealed class OtlpExport : IDisposable
{
    /// <summary>The scope of what is sent, and the name of the meter that only OTLP listens to.</summary>
    internal const string Scope = "signal-exporter";

    /// <summary>How long a last attempt may take when the exporter stops.</summary>
    internal static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly List<IDisposable> _parts;

    private OtlpExport(OtlpStatus status, List<IDisposable> parts) => (Status, _parts) = (status, parts);

    /// <summary>How the sending goes.</summary>
    public OtlpStatus Status { get; }

    /// <summary>Starts to send, where an endpoint is set.</summary>
    /// <param name="source">Where signals are counted.</param>
    /// <param name="watchlist">The critical processes; null where there are none.</param>
    /// <param name="health">How the collectors do.</param>
    /// <param name="reloads">How the configuration file does; null where there is none.</param>
    /// <param name="logging">For the exporter's own log.</param>
    /// <returns>Null where none is set, or all is turned off.</returns>
    /// <exception cref="OtlpConfigurationException">Variables have values that cannot be used here.</exception>
    public static OtlpExport? Start(
        ISignalSource source, Watchlist? watchlist, CollectorHealth health, ReloadStatus? reloads, ILoggerFactory logging)
    {
        OtlpSettings? settings = OtlpSettings.Read(Environment.GetEnvironmentVariable);
        if (settings is null)
        {
            return null;
        }

        OpenSsl.Check(settings);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpSettings.Retry)))
        {
            Environment.SetEnvironmentVariable(OtlpSettings.Retry, OtlpSettings.InMemory); // the exporters read it themselves
        }

        return Start(settings, source, watchlist, health, reloads, logging);
    }

    /// <inheritdoc/>
    public void Dispose() => Parallel.ForEach(_parts, part => part.Dispose()); // each may take as long as all may take

    /// <summary>For the SDK's exporter, which reads the variables that are for all signals, and not those for metrics or logs alone.</summary>
    internal static OtlpExporterOptions OptionsFor(OtlpTarget target) => new()
    {
        Endpoint = target.Endpoint,
#pragma warning disable CS0618 // gRPC is obsolete for .NET Framework and .NET Standard only
        Protocol = target.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
#pragma warning restore CS0618
        Headers = target.Headers,
        TimeoutMilliseconds = (int)target.Timeout.TotalMilliseconds,
        Compression = target.Gzip ? OtlpExportCompression.GZip : OtlpExportCompression.None,
    };

    internal static OtlpExport Start(
        OtlpSettings settings,
        ISignalSource source,
        Watchlist? watchlist,
        CollectorHealth health,
        ReloadStatus? reloads,
        ILoggerFactory logging)
    {
        ILogger logger = logging.CreateLogger<OtlpExport>();
        bool sendsLogs = settings.Logs is not null && source.Events is not null;
        var status = new OtlpStatus(settings.Metrics is not null, sendsLogs);
        var parts = new List<IDisposable>();
        try
        {
            if (sendsLogs)
            {
                parts.Add(new OtlpLogs(settings, source.Events!, watchlist, status, new ExportLog(logger, "logs", settings.Logs!)));
            }

            if (settings.Metrics is { } metrics)
            {
                // Never on disk: the next export has it all, and an old one that came after it would make totals go back.
                Environment.SetEnvironmentVariable(OtlpSettings.Retry, OtlpSettings.InMemory);
                var signals = new SignalMetrics(source, watchlist, health, pushed: true);
                var exporter = new ExporterInstruments(source, signals, health, reloads, status);
                parts.Add(new OtlpMetrics(settings, signals, exporter, status, new ExportLog(logger, "metrics", metrics)));
            }
        }
#pragma warning disable CA1031 // the SDK reads certificates and variables of its own, and throws what it likes
        catch (Exception e)
#pragma warning restore CA1031
        {
            parts.ForEach(part => part.Dispose());
            throw new OtlpConfigurationException($"OTLP cannot be started: {e.Message}");
        }

        return new OtlpExport(status, parts);
    }
}
