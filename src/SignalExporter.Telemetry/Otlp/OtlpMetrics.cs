using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Sends the metrics at an interval: one reading, which the instruments tell of, and one request. The SDK never gives the room of
/// a label set back, so before more of them come than it has room for, a new provider begins, with a start time of its own, at
/// what the receiver has.
/// </summary>
internal sealed class OtlpMetrics : IDisposable
{
    /// <summary>For how many label sets an instrument has room at least.</summary>
    internal const int MinLabelSets = 2000;

    private readonly OtlpSettings _settings;
    private readonly ISignalSource _source;
    private readonly Watchlist? _watchlist;
    private readonly CollectorHealth _health;
    private readonly OtlpStatus _status;
    private readonly ResourceBuilder _resource;
    private readonly int _minLabelSets;
    private readonly ExportLog _log;
    private readonly Receiver _receiver;
    private readonly MetricTables _tables = new();
    private readonly TakenReading _taken;
    private readonly SignalMetrics _signals;
    private readonly FateMetrics _fates;
    private readonly ExporterInstruments _instruments;
    private readonly OtlpInstruments _otlpInstruments;
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private volatile bool _givenUp;
    private Dictionary<string, int> _limits = [];
    private MetricSender _sender;
    private MeterProvider _provider;

    /// <param name="settings">What the variables say.</param>
    /// <param name="source">Where signals are counted.</param>
    /// <param name="watchlist">The critical processes; null where there are none.</param>
    /// <param name="health">How the collectors do.</param>
    /// <param name="reloads">How the configuration file does; null where there is none.</param>
    /// <param name="status">Counts.</param>
    /// <param name="resource">Who speaks.</param>
    /// <param name="logger">For the exporter's own log.</param>
    /// <param name="minLabelSets">For how many label sets an instrument has room at least.</param>
    internal OtlpMetrics(
        OtlpSettings settings,
        ISignalSource source,
        Watchlist? watchlist,
        CollectorHealth health,
        ReloadStatus? reloads,
        OtlpStatus status,
        ResourceBuilder resource,
        ILogger logger,
        int minLabelSets)
    {
        (_settings, _source, _watchlist, _health) = (settings, source, watchlist, health);
        (_status, _resource, _minLabelSets) = (status, resource, minLabelSets);
        _log = new ExportLog(logger, OtlpStatus.Metrics, settings.Metrics!);
        _receiver = new Receiver(settings.Metrics!);

        // What the exporter says about itself tells of the last reading, here of ours and not of the last scrape.
        _taken = new TakenReading(source);
        _signals = new SignalMetrics(_taken, new CollectorHealth(NullLogger<CollectorHealth>.Instance));
        _fates = new FateMetrics(_signals, health);
        _instruments = new ExporterInstruments(source, _signals, _fates, health, reloads, OtlpExport.Scope);
        _otlpInstruments = new OtlpInstruments(status, OtlpExport.Scope);

        (_sender, _provider) = NewProvider();
        _thread = new Thread(Run) { IsBackground = true, Name = "otlp-metrics" };
        _thread.Start();
    }

    /// <summary>Sends a last time.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (!_thread.Join(OtlpExport.StopLimit))
        {
            _givenUp = true;
            do
            {
                _receiver.Cancel();
            }
            while (!_thread.Join(TimeSpan.FromMilliseconds(100)));
        }

        EndProvider();
        _otlpInstruments.Dispose();
        _instruments.Dispose();
        _tables.Dispose();
        _receiver.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        long last = Stopwatch.GetTimestamp();
        while (!_stop.WaitOne(UntilNext(last)))
        {
            last = Stopwatch.GetTimestamp();
            Send();
        }

        if (!_givenUp)
        {
            Send();
        }
    }

    private TimeSpan UntilNext(long last)
    {
        TimeSpan left = _settings.MetricInterval - Stopwatch.GetElapsedTime(last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Send()
    {
        Read();
        if (_tables.Counts.Any(entry => entry.Value > _limits[entry.Key]))
        {
            BeginAnew();
        }

        _tables.Replay();
        _ = _receiver.TakeAnswer();
        bool taken = _provider.ForceFlush();
        Answer answer = _receiver.TakeAnswer();
        if (taken)
        {
            _tables.Acknowledge();
            _log.Succeeded(answer.Reason);
            return;
        }

        _status.Failed(OtlpStatus.Metrics);
        _log.Failed(answer.Reason);
        if (_settings.Delta)
        {
            // The SDK takes differences for told that were not taken: only a new provider tells them again.
            BeginAnew();
        }
    }

    private void Read()
    {
        _taken.Last = null;
        _health.Run(CollectorHealth.Generated, () =>
        {
            SignalReading reading = _source.Read();
            _tables.Update(reading);
            _taken.Last = reading;
        });
        _signals.Produce(new NoSink());
        _fates.Produce(new NoSink());
        if (_watchlist is not null)
        {
            _health.Run(CollectorHealth.Critical, () => _tables.Update(_watchlist.Read()));
        }
    }

    private void BeginAnew()
    {
        EndProvider();
        _tables.Restart();
        (_sender, _provider) = NewProvider();
    }

    private void EndProvider()
    {
        _sender.Silent = true;
        _provider.Dispose();
    }

    private (MetricSender Sender, MeterProvider Provider) NewProvider()
    {
        _limits = _tables.Counts.ToDictionary(entry => entry.Key, entry => Math.Max(_minLabelSets, 2 * entry.Value));
        var sender = new MetricSender(_receiver.Options);
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(_resource)
            .AddReader(new BaseExportingMetricReader(sender)
            {
                TemporalityPreference = _settings.Delta
                    ? MetricReaderTemporalityPreference.Delta
                    : MetricReaderTemporalityPreference.Cumulative,
            });
        _tables.AddTo(builder, _limits);
        return (sender, builder.Build());
    }
}
