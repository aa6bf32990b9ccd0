using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>Turns events into the SDK's log records and hands a batch of them to its exporter at once.</summary>
internal sealed class LogBatch : IDisposable
{
    // The scope of the records.
    private const string Scope = OtlpExport.Scope;

    private readonly Noted _noted;
    private readonly BatchLogRecordExportProcessor _processor;
    private readonly ILoggerFactory _factory;
    private readonly ILogger _logger;

    internal LogBatch(BaseExporter<LogRecord> exporter, int size, ResourceBuilder resource)
    {
        _noted = new Noted(exporter);

        // It must not begin before a batch is complete: it has room for one more, and does not wait for a time.
        _processor = new BatchLogRecordExportProcessor(_noted, size + 1, int.MaxValue, int.MaxValue, size + 1);
        _factory = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Trace)
            .AddOpenTelemetry(options => options
                .SetResourceBuilder(resource)
                .AddProcessor(new EventTime())
                .AddProcessor(new Attachment(exporter))
                .AddProcessor(_processor)));
        _logger = _factory.CreateLogger(Scope);
    }

    /// <summary>Sends a batch and waits for what comes of it.</summary>
    internal ExportResult Send(IEnumerable<(LogLevel Severity, EventId Name, EventAttributes Attributes)> records)
    {
        foreach ((LogLevel severity, EventId name, EventAttributes attributes) in records)
        {
            _logger.Log(severity, name, attributes, null, (state, _) => EventText.Describe(state.Event));
        }

        // Only a trigger: the processor's own waiting ends when the records are taken from it, not when they are sent.
        _ = _processor.ForceFlush(0);
        return _noted.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _factory.Dispose();
        _noted.Dispose();
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

    /// <summary>Tells the exporter of the provider, whose resource it needs: a wrapped one cannot be told.</summary>
    private sealed class Attachment(BaseExporter<LogRecord> exporter) : BaseExportProcessor<LogRecord>(exporter)
    {
        protected override void OnExport(LogRecord data)
        {
        }
    }

    private sealed class Noted(BaseExporter<LogRecord> exporter) : BaseExporter<LogRecord>
    {
        private readonly SemaphoreSlim _done = new(0);
        private ExportResult _result;

        public override ExportResult Export(in Batch<LogRecord> batch)
        {
            _result = exporter.Export(batch);
            _done.Release();
            return _result;
        }

        internal ExportResult Wait()
        {
            _done.Wait();
            return _result;
        }

        protected override void Dispose(bool disposing)
        {
            _done.Dispose();
            base.Dispose(disposing);
        }
    }
}
