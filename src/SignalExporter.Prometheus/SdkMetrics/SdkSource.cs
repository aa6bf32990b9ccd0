using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus.SdkMetrics;

/// <summary>
/// What the OpenTelemetry SDK collects (OpenTelemetry, "Metrics SDK", "Pull Metric Exporter"). The SDK calls
/// <see cref="Export"/> on the thread that calls <see cref="Collect"/>, and its metric points are only valid inside.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class SdkSource(MetricTranslator translator) : BaseExporter<Metric>, IPullMetricExporter
{
    // ForceFlush and Shutdown of the provider may take the SDK's one collection at a time from us, without an export.
    private const int MaxAttempts = 100;

    private SnapshotBuilder? _target;
    private bool _exported;
    private Exception? _failure;
    private volatile bool _isShutDown;
    private LabelSet? _targetLabels;

    public Func<int, bool>? Collect { get; set; }

    /// <summary>The provider's resource; null before there is a provider, and where the resource is empty.</summary>
    public LabelSet? TargetLabels => _targetLabels ??= ParentProvider is null ? null : ReadTargetLabels();

    /// <summary>Adds everything that the SDK has. Not for two threads at once.</summary>
    /// <exception cref="ShutDownException">The provider was shut down.</exception>
    public void AddTo(SnapshotBuilder builder)
    {
        _target = builder;
        try
        {
            CollectOnce();
        }
        finally
        {
            _target = null;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // Without a target nobody asked: the SDK collects once more when it shuts down.
        if (_target is null)
        {
            return ExportResult.Failure;
        }

        _exported = true;
        try
        {
            foreach (var metric in batch)
            {
                translator.Translate(metric, _target);
            }

            return ExportResult.Success;
        }
        catch (Exception exception)
        {
            // The SDK would swallow it, and a part of the metrics would pass for all of them.
            _failure = exception;
            return ExportResult.Failure;
        }
    }

    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        _isShutDown = true;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _isShutDown = true;
        base.Dispose(disposing);
    }

    private LabelSet? ReadTargetLabels()
    {
        var encoder = new LabelEncoder();
        foreach (var (key, value) in ParentProvider.GetResource().Attributes)
        {
            encoder.Add(key, AttributeText.From(value));
        }

        var labels = encoder.Build();
        return labels.Encoded.IsEmpty ? null : labels;
    }

    private void CollectOnce()
    {
        (_exported, _failure) = (false, null);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (_isShutDown)
            {
                throw new ShutDownException();
            }

            Collect?.Invoke(Timeout.Infinite);
            if (_failure is not null)
            {
                throw new InvalidOperationException("The metrics of the SDK could not be translated.", _failure);
            }

            if (_exported)
            {
                return;
            }

            Thread.Sleep(attempt / 10);
        }

        throw new InvalidOperationException("The OpenTelemetry SDK did not export its metrics.");
    }
}
