using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Sends signal events as log records: through an <see cref="ILogger"/>, the SDK's batch processor and its exporter. The SDK's API
/// that makes records directly is not part of its stable packages.
/// </summary>
internal sealed class OtlpLogs : IDisposable
{
    private static readonly EventId EventName = new(0, "linux.signal");

    private readonly OtlpSettings _settings;
    private readonly ISignalEvents _events;
    private readonly Watchlist? _watchlist;
    private readonly OtlpStatus _status;
    private readonly ExportLog _log;
    private readonly BatchLogRecordExportProcessor _processor;
    private readonly ILoggerFactory _factory;
    private readonly ILogger _records;
    private readonly IDisposable _subscription;

    /// <param name="settings">What the variables say.</param>
    /// <param name="events">The events.</param>
    /// <param name="watchlist">Tells which were expected; null where there is none.</param>
    /// <param name="status">How the sending goes.</param>
    /// <param name="log">Tells when sending begins to fail.</param>
    internal OtlpLogs(OtlpSettings settings, ISignalEvents events, Watchlist? watchlist, OtlpStatus status, ExportLog log)
    {
        (_settings, _events, _watchlist, _status, _log) = (settings, events, watchlist, status, log);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty();
        ServiceResource.Configure(resource);
        var exporter = new OtlpLogExporter(OtlpExport.OptionsFor(settings.Logs!));
        _processor = new BatchLogRecordExportProcessor(
            new CountingExporter(this, exporter),
            settings.QueueSize,
            (int)settings.ScheduleDelay.TotalMilliseconds,
            (int)settings.Logs!.Timeout.TotalMilliseconds,
            settings.BatchSize);
        _factory = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Trace)
            .AddOpenTelemetry(options => options
                .SetResourceBuilder(resource)
                .AddProcessor(new EventTime())
                .AddProcessor(new Attachment(exporter))
                .AddProcessor(_processor)));
        _records = _factory.CreateLogger(OtlpExport.Scope);
        _subscription = events.Subscribe(Receive);
    }

    /// <summary>Sends what is left, for at most <see cref="OtlpExport.StopLimit"/>.</summary>
    public void Dispose()
    {
        _events.Flush();
        _subscription.Dispose();
        Task.Run(() =>
        {
            _processor.Shutdown((int)OtlpExport.StopLimit.TotalMilliseconds);
            _factory.Dispose(); // waits once more
        }).Wait(OtlpExport.StopLimit);

        _log.Left(_status.Queued);
    }

    private void Receive(IReadOnlyList<SignalEvent> events)
    {
        foreach (SignalEvent signal in events)
        {
            // The SDK's queue is as long, and what the exporter has taken from it counts too: it never overflows uncounted.
            if (_status.TryQueue(_settings.QueueSize))
            {
                WatchVerdict? verdict = _watchlist?.Judge(signal);
                var attributes = new EventAttributes(signal, verdict);
                LogLevel severity = EventSeverity.Of(signal, verdict?.Expected);
                _records.Log(severity, EventName, attributes, null, static (state, _) => EventText.Describe(state.Event));
            }
        }
    }

    /// <summary>Gives the records the time of their events.</summary>
    private sealed class EventTime : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            if (data.Attributes is EventAttributes attributes)
            {
                data.Timestamp = attributes.Event.Time.UtcDateTime;
            }
        }
    }

    private sealed class CountingExporter(OtlpLogs logs, OtlpLogExporter exporter) : BaseExporter<LogRecord>
    {
        public override ExportResult Export(in Batch<LogRecord> batch)
        {
            long count = batch.Count;
            ExportResult result = exporter.Export(batch);
            if (result == ExportResult.Success)
            {
                logs._status.LogsExported(count);
                logs._log.Succeeded();
            }
            else
            {
                logs._status.LogsFailed(count);
                logs._log.Failed();
            }

            return result;
        }

        protected override bool OnForceFlush(int timeoutMilliseconds) => exporter.ForceFlush(timeoutMilliseconds);

        protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);

        protected override void Dispose(bool disposing)
        {
            exporter.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Gives the exporter its provider, whose resource it sends: as an exporter inside another one it gets none.</summary>
    private sealed class Attachment(BaseExporter<LogRecord> exporter) : BaseExportProcessor<LogRecord>(exporter)
    {
        protected override void OnExport(LogRecord data)
        {
        }

        protected override bool OnShutdown(int timeoutMilliseconds) => true; // not its own
    }
}
