using Microsoft.Extensions.Logging;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>Logs when exports begin to fail and when they work again, not each time. <see cref="SdkDiagnostics"/> has the reasons.</summary>
internal sealed partial class ExportLog(ILogger logger, string data, OtlpTarget target)
{
    private bool _isFailing;

    internal void Failed()
    {
        if (!_isFailing)
        {
            _isFailing = true;
            LogFailed(data, target.ToString());
        }
    }

    internal void Succeeded()
    {
        if (_isFailing)
        {
            _isFailing = false;
            LogWorks(data, target.ToString());
        }
    }

    /// <param name="error">Why a new exporter could not be made.</param>
    internal void NotRenewed(string error) => LogNotRenewed(data, error);

    /// <param name="records">How many are left at the end.</param>
    internal void Left(long records)
    {
        if (records > 0)
        {
            LogLeft(data, records);
        }
    }

    [LoggerMessage(LogLevel.Warning, "sending over OTLP fails; signal_exporter_otlp_failed_exports_total counts on")]
    private partial void LogFailed(string data, string endpoint);

    [LoggerMessage(LogLevel.Information, "sending over OTLP works again")]
    private partial void LogWorks(string data, string endpoint);

    [LoggerMessage(LogLevel.Warning, "the exporter for OTLP cannot be made anew; the old one goes on")]
    private partial void LogNotRenewed(string data, string error);

    [LoggerMessage(LogLevel.Warning, "stopped with records that were not sent over OTLP")]
    private partial void LogLeft(string data, long records);
}
