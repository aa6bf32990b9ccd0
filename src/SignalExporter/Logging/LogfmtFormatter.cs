using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SignalExporter.Logging;

/// <summary>Writes logfmt: <c>key=value</c>, quoted where a value has anything but plain characters.</summary>
internal sealed class LogfmtFormatter() : ConsoleFormatter(nameof(LogFormat.Logfmt))
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string separator = "";
        foreach ((string key, string value) in LogLine.Fields(logEntry))
        {
            textWriter.Write(separator);
            textWriter.Write(key);
            textWriter.Write('=');
            textWriter.Write(Quoted(value));
            separator = " ";
        }

        textWriter.Write('\n');
    }

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
