using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace SignalExporter.Logging;

/// <summary>A log line, in the keys of Prometheus's own logs: time, level, msg, and what the message carries.</summary>
internal static class LogLine
{
    /// <summary>Writes the fields of a message as one line, without its line feed.</summary>
    internal static string Write<TState>(
        LogFormat format, DateTimeOffset time, LogLevel level, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("time", time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            new("level", Name(level)),
            new("msg", formatter(state, exception)),
        };
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach ((string key, object? value) in values)
            {
                if (key != "{OriginalFormat}")
                {
                    fields.Add(new(SnakeCase(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                }
            }
        }

        if (exception is not null)
        {
            fields.Add(new("error", exception.Message));
        }

        return format == LogFormat.Json ? Json(fields) : Logfmt(fields);
    }

    /// <summary>A value as logfmt has it: quoted where it has anything but plain characters.</summary>
    internal static string Quoted(string value)
    {
        bool plain = value.Length > 0 && value.All(c => c is > ' ' and < '\x7f' and not '"' and not '=' and not '\\');
        return plain
            ? value
            : "\"" + string.Concat(value.Select(c => c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            })) + "\"";
    }

    private static string Logfmt(List<KeyValuePair<string, string>> fields) =>
        string.Join(' ', fields.Select(field => $"{field.Key}={Quoted(field.Value)}"));

    private static string Json(List<KeyValuePair<string, string>> fields)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            foreach ((string key, string value) in fields)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
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
