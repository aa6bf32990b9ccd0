using Microsoft.Extensions.Logging;

namespace SignalExporter.Prometheus;

/// <summary>What an operator should know. Each subject is logged at a limited rate, since scrapes repeat.</summary>
internal sealed partial class ExporterLog(ILogger logger, TimeProvider time)
{
    private readonly LogLimiter _limiter = new(time);

    public void KindConflict(MetricFamily dropped, MetricFamily kept)
    {
        if (_limiter.Allows(nameof(KindConflict), dropped.Name))
        {
            LogKindConflict(logger, dropped.Name, dropped.Kind, dropped.PrometheusName, kept.Name, kept.Kind);
        }
    }

    public void TargetConflict(MetricFamily dropped)
    {
        if (_limiter.Allows(nameof(TargetConflict), dropped.Name))
        {
            LogTargetConflict(logger, dropped.Name);
        }
    }

    public void MetadataConflict(MetricFamily other, MetricFamily kept)
    {
        if (_limiter.Allows(nameof(MetadataConflict), other.Name))
        {
            LogMetadataConflict(logger, other.Name, kept.Name, kept.PrometheusName);
        }
    }

    public void DuplicateSeries(MetricFamily family, LabelSet labels)
    {
        if (_limiter.Allows(nameof(DuplicateSeries), family.Name))
        {
            LogDuplicateSeries(logger, family.PrometheusName, labels);
        }
    }

    public void BadCounter(MetricFamily family, LabelSet labels, double value)
    {
        if (_limiter.Allows(nameof(BadCounter), family.Name))
        {
            LogBadCounter(logger, family.PrometheusName, labels, value);
        }
    }

    public void BadHistogram(MetricFamily family, LabelSet labels)
    {
        if (_limiter.Allows(nameof(BadHistogram), family.Name))
        {
            LogBadHistogram(logger, family.PrometheusName, labels);
        }
    }

    public void CollectionFailed(Exception exception)
    {
        if (_limiter.Allows(nameof(CollectionFailed), exception.GetType().Name))
        {
            LogCollectionFailed(logger, exception);
        }
    }

    public void DeadlinePassed(TimeSpan timeout)
    {
        if (_limiter.Allows(nameof(DeadlinePassed), ""))
        {
            LogDeadlinePassed(logger, timeout.TotalSeconds);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Metric {Name} ({Kind}) is left out: its name {PrometheusName} clashes with {KeptName} ({KeptKind}). "
        + "Rename one of them, with a view if it is not yours.")]
    private static partial void LogKindConflict(
        ILogger logger, string name, MetricKind kind, string prometheusName, string keptName, MetricKind keptKind);

    [LoggerMessage(2, LogLevel.Warning,
        "Metric {Name} is left out: target_info is taken by the resource. Rename it, or turn TargetInfo off.")]
    private static partial void LogTargetConflict(ILogger logger, string name);

    [LoggerMessage(3, LogLevel.Warning,
        "Metric {Name} and {KeptName} are both {PrometheusName}, and differ in help or unit: those of the first stay.")]
    private static partial void LogMetadataConflict(
        ILogger logger, string name, string keptName, string prometheusName);

    [LoggerMessage(4, LogLevel.Warning,
        "{PrometheusName}{Labels} exists twice: the later one is left out. Where two meters share an instrument, "
        + "ScopeLabels tells them apart.")]
    private static partial void LogDuplicateSeries(ILogger logger, string prometheusName, LabelSet labels);

    [LoggerMessage(5, LogLevel.Warning,
        "{PrometheusName}{Labels} is left out: a counter must be finite and not negative, this one is {Value}.")]
    private static partial void LogBadCounter(
        ILogger logger, string prometheusName, LabelSet labels, double value);

    [LoggerMessage(6, LogLevel.Warning,
        "{PrometheusName}{Labels} is left out: a histogram must have no label le and no negative bucket.")]
    private static partial void LogBadHistogram(ILogger logger, string prometheusName, LabelSet labels);

    [LoggerMessage(7, LogLevel.Error, "A collection failed, so the scrapes that waited for it got a 500.")]
    private static partial void LogCollectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning,
        "A scrape got a 503: its collection took longer than the {Seconds} s that Prometheus waits.")]
    private static partial void LogDeadlinePassed(ILogger logger, double seconds);
}
