using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SignalExporter.Logging;

/// <summary>The fields of a log line, in the keys of Prometheus's own logs: time, level, msg, the values of the message, error.</summary>
internal static class LogFields
{
    /// <summary>The fields of one entry, in order.</summary>
    internal static List<KeyValuePair<string, string>> Of<TState>(in LogEntry<TState> entry)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            new("level", Name(entry.LogLevel)),
            new("msg", entry.Formatter(entry.State, entry.Exception)),
        };
        if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach ((string key, object? value) in values)
            {
                if (key != "{OriginalFormat}")
                {
                    fields.Add(new(SnakeCase(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                }
            }
        }

        if (entry.Exception is { } exception)
        {
            fields.Add(new("error", exception.Message));
        }

        return fields;
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
