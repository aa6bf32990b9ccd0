using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.SdkMetrics;
using SignalExporter.Prometheus.Web;

namespace SignalExporter.Prometheus;

/// <summary>
/// Collects from metric producers and from an OpenTelemetry meter provider when it is scraped, and only then. One
/// collection runs at a time; scrapes that arrive meanwhile share the next one, so nothing served is older than its
/// request. Thread-safe.
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    private readonly SharedCollection<Snapshot> _collection;
    private readonly SeenLabels _seen = new();
    private readonly Lock _lock = new();
    private volatile IMetricProducer[] _producers = [];
    private volatile SdkSource? _sdk;

    /// <summary>Makes an exporter, to be given producers, a meter provider, or both.</summary>
    /// <param name="options">How it answers, copied; null for the defaults.</param>
    /// <param name="loggerFactory">Where it logs; null for nowhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">MaxConcurrentScrapes is negative.</exception>
    public PrometheusExporter(PrometheusExporterOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(options, loggerFactory, TimeProvider.System)
    {
    }

    internal PrometheusExporter(PrometheusExporterOptions? options, ILoggerFactory? loggerFactory, TimeProvider time)
    {
        Options = options?.Copy() ?? new PrometheusExporterOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxConcurrentScrapes, nameof(options));
        Time = time;
        Log = new ExporterLog((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<PrometheusExporter>(), time);
        _collection = new SharedCollection<Snapshot>(Collect);
    }

    internal PrometheusExporterOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ExporterLog Log { get; }

    /// <summary>
    /// Adds a source. Its families come after those of the producers before it, and before the SDK's.
    /// </summary>
    /// <param name="producer">The source; asked at every collection from now on.</param>
    public void AddProducer(IMetricProducer producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        lock (_lock)
        {
            _producers = [.. _producers, producer];
        }
    }

    /// <summary>What answers scrapes, for a server without routing; others call <c>MapPrometheusScrapingEndpoint</c>.</summary>
    /// <param name="stopping">Scrapes get a 503 once it is cancelled.</param>
    /// <returns>Answers any request as a scrape, whatever its path.</returns>
    public RequestDelegate CreateHandler(CancellationToken stopping = default) =>
        new ScrapeHandler(this, stopping).HandleAsync;

    /// <summary>
    /// Ends it: scrapes get a 503 from now on. Waits for a collection that runs, so that no producer is asked after
    /// this has returned; hence not to be called by a producer.
    /// </summary>
    public void Dispose() => _collection.Close();

    /// <summary>The reader that ties the exporter to a meter provider.</summary>
    /// <exception cref="InvalidOperationException">It is tied to one already.</exception>
    internal MetricReader CreateReader()
    {
        lock (_lock)
        {
            if (_sdk is not null)
            {
                throw new InvalidOperationException(
                    "This PrometheusExporter belongs to a meter provider already; a second provider needs its own.");
            }

            _sdk = new SdkSource(new MetricTranslator(Options.ScopeLabels));
            return new BaseExportingMetricReader(_sdk)
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
            };
        }
    }

    /// <summary>A collection that starts after this call.</summary>
    /// <exception cref="ShutDownException">The exporter or its meter provider was shut down.</exception>
    /// <exception cref="CollectionFailedException">A producer or the SDK failed; it is logged.</exception>
    internal Task<Snapshot> CollectAsync() => _collection.GetAsync();

    private Snapshot Collect()
    {
        try
        {
            var builder = new SnapshotBuilder(_seen, Log);
            if (Options.TargetInfo && _sdk?.TargetLabels is { } target)
            {
                builder.SetTarget(target);
            }

            foreach (var producer in _producers)
            {
                producer.Produce(builder);
            }

            _sdk?.AddTo(builder);
            return builder.Build();
        }
        catch (Exception exception) when (exception is not ShutDownException)
        {
            Log.CollectionFailed(exception);
            throw new CollectionFailedException(exception);
        }
        finally
        {
            _seen.Clear();
        }
    }
}
