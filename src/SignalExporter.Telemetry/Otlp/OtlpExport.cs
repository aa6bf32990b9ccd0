using Microsoft.Extensions.Logging;
using OpenTelemetry.Resources;
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

    // In the order of their end.
    private readonly List<IDisposable> _parts;

    private OtlpExport(List<IDisposable> parts) => _parts = parts;

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
        return Start(settings, source, watchlist, health, reloads, logging, OtlpMetrics.MinLabelSets);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in _parts)
        {
            part.Dispose();
        }
    }

    internal static OtlpExport Start(
        OtlpSettings settings,
        ISignalSource source,
        Watchlist? watchlist,
        CollectorHealth health,
        ReloadStatus? reloads,
        ILoggerFactory logging,
        int minLabelSets)
    {
        ILogger logger = logging.CreateLogger<OtlpExport>();
        bool logs = settings.Logs is not null && source.Events is not null;
        var status = new OtlpStatus(settings.Metrics is not null, logs);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty();
        ServiceResource.Configure(resource);

        var parts = new List<IDisposable>();
        try
        {
            if (logs)
            {
                parts.Add(new OtlpLogs(settings, source.Events!, watchlist, status, resource, logger));
            }

            if (settings.Metrics is not null)
            {
                parts.Add(new OtlpMetrics(settings, source, watchlist, health, reloads, status, resource, logger, minLabelSets));
            }
        }
#pragma warning disable CA1031 // the SDK reads certificates and variables of its own, and throws what it likes
        catch (Exception e)
#pragma warning restore CA1031
        {
            parts.ForEach(part => part.Dispose());
            throw new OtlpConfigurationException($"OTLP cannot be started: {e.Message}");
        }

        parts.Add(new OtlpInstruments(status, MetricNames.Meter));
        return new OtlpExport(parts);
    }
}
