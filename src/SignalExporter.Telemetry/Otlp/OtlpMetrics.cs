using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Sends the metrics: the SDK's periodic reader and its exporter, over a generation of instruments, which is replaced when it is
/// full. The next one begins at what the receiver has acknowledged.
/// </summary>
internal sealed class OtlpMetrics : IDisposable
{
    private readonly Lock _replacing = new();
    private readonly OtlpSettings _settings;
    private readonly SignalMetrics _signals;
    private readonly ExporterInstruments _exporter;
    private readonly OtlpStatus _status;
    private readonly ExportLog _log;
    private Generation _generation;
    private bool _isDisposed;

    /// <param name="settings">What the variables say.</param>
    /// <param name="signals">The metrics of signals, of which the receiver acknowledges what it took.</param>
    /// <param name="exporter">What the exporter says about itself.</param>
    /// <param name="status">How the sending goes.</param>
    /// <param name="log">Tells when sending begins to fail.</param>
    internal OtlpMetrics(OtlpSettings settings, SignalMetrics signals, ExporterInstruments exporter, OtlpStatus status, ExportLog log)
    {
        (_settings, _signals, _exporter, _status, _log) = (settings, signals, exporter, status, log);
        _generation = Begin();
    }

    /// <summary>Sends a last time, for at most <see cref="OtlpExport.StopLimit"/>.</summary>
    public void Dispose()
    {
        lock (_replacing)
        {
            _isDisposed = true;
        }

        // The exporter heeds the time that an export may take, and not the reader's.
        if (Task.Run(() => _generation.Provider.Shutdown((int)OtlpExport.StopLimit.TotalMilliseconds)).Wait(OtlpExport.StopLimit))
        {
            _generation.Dispose();
        }
    }

    private Generation Begin() => new(OtlpExport.Scope, _signals, _exporter, builder => builder.AddReader(
        new PeriodicExportingMetricReader(
            new AcknowledgedExporter(this), (int)_settings.MetricInterval.TotalMilliseconds, (int)_settings.Metrics!.Timeout.TotalMilliseconds)
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        }));

    private void Exported(bool isTaken)
    {
        if (isTaken)
        {
            _signals.Acknowledge();
            _log.Succeeded();
        }
        else
        {
            _status.MetricsFailed();
            _log.Failed();
        }

        if (_signals.IsFull)
        {
            // Not on this thread: it is the reader's, which the end of the generation waits for.
            ThreadPool.QueueUserWorkItem(static metrics => metrics.Replace(), this, preferLocal: false);
        }
    }

    private void Replace()
    {
        lock (_replacing)
        {
            if (!_isDisposed && _signals.IsFull)
            {
                _generation.Dispose(); // exports once more; what is not taken is told by the next one
                _generation = Begin();
            }
        }
    }

    private sealed class AcknowledgedExporter(OtlpMetrics metrics) : OtlpMetricExporter(OtlpExport.OptionsFor(metrics._settings.Metrics!))
    {
        public override ExportResult Export(in Batch<Metric> metricsBatch)
        {
            ExportResult result = base.Export(metricsBatch);
            metrics.Exported(result == ExportResult.Success);
            return result;
        }
    }
}
