using System.Diagnostics.Metrics;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>How the sending goes. Of log records: events = exported + dropped + queued, always.</summary>
/// <param name="sendsMetrics">Whether metrics are sent.</param>
/// <param name="sendsLogs">Whether log records are sent.</param>
public sealed class OtlpStatus(bool sendsMetrics, bool sendsLogs)
{
    private long _failedMetrics;
    private long _failedLogs;
    private long _events;
    private long _exported;
    private long _queueFull;
    private long _exportFailed;

    /// <summary>Log records that wait to be sent, or are being sent.</summary>
    internal long Queued => Interlocked.Read(ref _events) - Exported - QueueFull - ExportFailed;

    /// <summary>Exports of metrics that failed.</summary>
    internal long FailedMetrics => Interlocked.Read(ref _failedMetrics);

    internal long Exported => Interlocked.Read(ref _exported);

    internal long QueueFull => Interlocked.Read(ref _queueFull);

    internal long ExportFailed => Interlocked.Read(ref _exportFailed);

    internal void MetricsFailed() => Interlocked.Increment(ref _failedMetrics);

    /// <summary>Counts an event that is to be sent.</summary>
    /// <returns>False where as many wait as may: it is dropped.</returns>
    internal bool TryQueue(int queueSize)
    {
        bool hasRoom = Queued < queueSize;
        Interlocked.Increment(ref _events);
        if (!hasRoom)
        {
            Interlocked.Increment(ref _queueFull);
        }

        return hasRoom;
    }

    internal void LogsExported(long records) => Interlocked.Add(ref _exported, records);

    internal void LogsFailed(long records)
    {
        Interlocked.Increment(ref _failedLogs);
        Interlocked.Add(ref _exportFailed, records);
    }

    /// <summary>Creates the instruments that tell of it.</summary>
    internal void CreateIn(Meter meter)
    {
        meter.CreateObservableCounter(
            "signal_exporter.otlp_failed_exports", MeasureFailures, "{export}", "Exports over OTLP that failed, by what was to be sent.");
        if (!sendsLogs)
        {
            return;
        }

        meter.CreateObservableCounter(
            "signal_exporter.otlp_exported_records", () => Exported, "{record}", "Log records that were exported over OTLP.");
        meter.CreateObservableCounter(
            "signal_exporter.otlp_dropped_records",
            () => new[] { Of("reason", "queue_full", QueueFull), Of("reason", "export_failed", ExportFailed) },
            "{record}",
            "Log records that were not exported over OTLP, by reason.");
        meter.CreateObservableGauge(
            "signal_exporter.otlp_queued_records", () => Queued, "{record}", "Log records that wait to be exported over OTLP.");
    }

    private IEnumerable<Measurement<long>> MeasureFailures()
    {
        if (sendsMetrics)
        {
            yield return Of("data", "metrics", FailedMetrics);
        }

        if (sendsLogs)
        {
            yield return Of("data", "logs", Interlocked.Read(ref _failedLogs));
        }
    }

    private static Measurement<long> Of(string key, string value, long count) => new(count, new KeyValuePair<string, object?>(key, value));
}
