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
    private volatile bool _isEnding; // the generation is full, and sends nothing more
    private bool _isDisposed;

    /// <param name="settings">What the variables say.</param>
    /// <param name="signals">The metrics of signals, of which the receiver acknowledges what it took.</param>
    /// <param name="exporter">What the exporter says about itself.</param>
    /// <param name="status">How the sending goes.</param>
    /// <param name="log">Tells when sending begins to fail.</param>
    internal OtlpMetrics(OtlpSettings settings, SignalMetrics signals, ExporterInstruments exporter, OtlpStatus status, ExportLog log)
    {
        (_settings, _signals, _exporter, _status, _log) = (settings, signals, exporter, status, log);
        lock (_replacing)
        {
            _generation = Begin(new AcknowledgedExporter(this));
        }
    }

    /// <summary>How many generations were replaced.</summary>
    internal long Replacements { get; private set; }

    /// <summary>Sends a last time, for at most <see cref="OtlpExport.StopLimit"/>.</summary>
    public void Dispose()
    {
        lock (_replacing)
        {
            Replace(); // or what came since the last export would not be sent
            _isDisposed = true;
        }

        // The exporter heeds the time that an export may take, and not the reader's; disposal waits once more.
        Task.Run(() =>
        {
            _generation.Provider.Shutdown((int)OtlpExport.StopLimit.TotalMilliseconds);
            _generation.Dispose();
        }).Wait(OtlpExport.StopLimit);
    }

    private Generation Begin(AcknowledgedExporter exporter)
    {
        _isEnding = false;
        return new Generation(OtlpExport.Scope, _signals, _exporter, builder => builder.AddReader(
            new PeriodicExportingMetricReader(
                exporter, (int)_settings.MetricInterval.TotalMilliseconds, (int)_settings.Metrics!.Timeout.TotalMilliseconds)
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
            }));
    }

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
            _isEnding = true;
            ThreadPool.QueueUserWorkItem(static metrics => metrics.Replace(), this, preferLocal: false);
        }
    }

    private void Replace()
    {
        lock (_replacing)
        {
            if (_isDisposed || !_isEnding)
            {
                return;
            }

            AcknowledgedExporter exporter;
            try
            {
                exporter = new AcknowledgedExporter(this);
            }
#pragma warning disable CA1031 // it reads the certificates again, and throws what it likes
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.NotRenewed(e.Message);
                _isEnding = false; // the next export tries again
                return;
            }

            _generation.Dispose();
            _generation = Begin(exporter);
            Replacements++;
        }
    }

    private sealed class AcknowledgedExporter(OtlpMetrics metrics) : OtlpMetricExporter(OtlpExport.OptionsFor(metrics._settings.Metrics!))
    {
        public override ExportResult Export(in Batch<Metric> metricsBatch)
        {
            // The next generation begins at what was acknowledged, and tells the rest. An export whose answer does not come would
            // hold it up, and might count twice.
            if (metrics._isEnding)
            {
                return ExportResult.Success;
            }

            ExportResult result = base.Export(metricsBatch);
            metrics.Exported(result == ExportResult.Success);
            return result;
        }
    }
}
