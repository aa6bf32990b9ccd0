using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace SignalExporter.Logging;

/// <summary>Logs to standard error, one line a message.</summary>
internal static class LoggingSetup
{
    internal static void AddLogLines(this ILoggingBuilder logging, LogLevel level, LogFormat format)
    {
        logging.SetMinimumLevel(level);
        // The framework's own news are ours to tell, but its warnings are not to be lost.
        logging.AddFilter("Microsoft", level < LogLevel.Information ? level : LogLevel.Warning);
        logging.AddConsole(options =>
        {
            options.FormatterName = format.ToString();
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.AddSingleton<ConsoleFormatter, LogfmtFormatter>();
        logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
    }
}
