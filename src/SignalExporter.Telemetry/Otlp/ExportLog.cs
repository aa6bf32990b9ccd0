using Microsoft.Extensions.Logging;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>Says when sending begins to fail and when it works again, not each time.</summary>
internal sealed partial class ExportLog(ILogger logger, string data, OtlpTarget target)
{
    private bool _failing;

    internal void Failed(string reason)
    {
        if (!_failing)
        {
            _failing = true;
            LogFailed(data, target.ToString(), reason);
        }
    }

    internal void Succeeded(string warning)
    {
        if (warning.Length > 0)
        {
            Failed(warning);
        }
        else if (_failing)
        {
            _failing = false;
            LogWorks(data, target.ToString());
        }
    }

    internal void Left(int records)
    {
        if (records > 0)
        {
            LogLeft(data, records);
        }
    }

    [LoggerMessage(LogLevel.Warning, "sending over OTLP fails; signal_exporter_otlp_failed_exports_total counts on")]
    private partial void LogFailed(string data, string endpoint, string error);

    [LoggerMessage(LogLevel.Information, "sending over OTLP works again")]
    private partial void LogWorks(string data, string endpoint);

    [LoggerMessage(LogLevel.Warning, "stopped with records that were not sent over OTLP")]
    private partial void LogLeft(string data, int records);
}
