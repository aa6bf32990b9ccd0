using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace SignalExporter.Telemetry;

/// <summary>
/// Logs what the OpenTelemetry SDK and its exporters complain of (dropped measurements, failed exports, bad variables): they tell it
/// to event sources only. Each complaint at a limited rate.
/// </summary>
public sealed partial class SdkDiagnostics : EventListener
{
    private const string Prefix = "OpenTelemetry-";

    // Told of each instrument of the framework and of the other reader, none of which this reader is to collect.
    private const string NotOurs = "MetricInstrumentIgnored";

    private readonly ILogger _logger;
    private readonly LogLimiter _limiter = new(TimeProvider.System);

    /// <param name="logger">The exporter's log.</param>
    public SdkDiagnostics(ILogger<SdkDiagnostics> logger)
    {
        _logger = logger;
        foreach (EventSource source in EventSource.GetSources())
        {
            Enable(source); // those that were there before: the base class told of them when there was no logger
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (_logger is not null)
        {
            Enable(eventSource);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != NotOurs && _limiter.Allows(eventData.EventSource.Name, eventData.EventName ?? ""))
        {
            LogComplaint(eventData.EventSource.Name, eventData.EventName, Describe(eventData));
        }
    }

    private static string Describe(EventWrittenEventArgs e)
    {
        object?[] payload = e.Payload is null ? [] : [.. e.Payload];
        try
        {
            return string.Format(CultureInfo.InvariantCulture, e.Message ?? string.Join(", ", payload), payload);
        }
        catch (FormatException)
        {
            return $"{e.Message} {string.Join(", ", payload)}";
        }
    }

    private void Enable(EventSource source)
    {
        if (source.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            EnableEvents(source, EventLevel.Warning);
        }
    }

    [LoggerMessage(LogLevel.Warning, "the OpenTelemetry SDK complains")]
    private partial void LogComplaint(string source, string? complaint, string details);
}
