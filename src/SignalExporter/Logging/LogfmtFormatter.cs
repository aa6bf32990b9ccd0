using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SignalExporter.Logging;

/// <summary>Writes a log entry as a line of logfmt: <c>time=... level=INFO msg=... key=value</c>.</summary>
internal sealed class LogfmtFormatter() : ConsoleFormatter(nameof(LogfmtFormatter))
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(string.Join(' ', LogFields.Of(logEntry).Select(field => $"{field.Key}={Quoted(field.Value)}")));
        textWriter.Write('\n');
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
}
