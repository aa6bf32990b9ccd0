using Microsoft.Extensions.Logging;

namespace SignalExporter.Logging;

/// <summary>Which messages are logged.</summary>
internal static class LogFilter
{
    /// <summary>From a level on. The framework's own news are ours to tell, but its warnings are not to be lost.</summary>
    internal static LoggerFilterOptions For(LogLevel level)
    {
        var filter = new LoggerFilterOptions { MinLevel = level };
        filter.Rules.Add(new LoggerFilterRule(null, "Microsoft", level == LogLevel.Information ? LogLevel.Warning : level, null));
        return filter;
    }
}
