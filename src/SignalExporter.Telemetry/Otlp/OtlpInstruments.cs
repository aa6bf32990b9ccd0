using System.Diagnostics.Metrics;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>What the exporter says about its sending.</summary>
internal sealed class OtlpInstruments : IDisposable
{
    private readonly Meter _meter;

    /// <param name="status">How the sending goes.</param>
    /// <param name="meter">The meter's name: that of <c>/metrics</c>, or that of what is sent.</param>
    internal OtlpInstruments(OtlpStatus status, string meter)
    {
        _meter = new Meter(meter);
        _meter.CreateObservableCounter(
            "signal_exporter.otlp_failed_exports",
            () => status.Failures.Select(count => Of("data", count)),
            "{export}",
            "Attempts to send over OTLP that failed, by what was to be sent.");
        if (!status.SendsLogs)
        {
            return;
        }

        _meter.CreateObservableCounter(
            "signal_exporter.otlp_exported_records", () => status.Exported, "{record}", "Log records that the OTLP receiver took.");
        _meter.CreateObservableCounter(
            "signal_exporter.otlp_dropped_records",
            () => status.DroppedRecords.Select(count => Of("reason", count)),
            "{record}",
            "Log records that were not sent over OTLP, by reason.");
        _meter.CreateObservableGauge(
            "signal_exporter.otlp_queued_records", () => status.Queued(), "{record}", "Log records that wait to be sent over OTLP.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(string label, KeyValuePair<string, long> count) =>
        new(count.Value, new KeyValuePair<string, object?>(label, count.Key));
}
