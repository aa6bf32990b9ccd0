using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SignalExporter.Logging;

/// <summary>Writes a log entry as a JSON object on one line, flat, with the keys of <see cref="LogFields"/>; the framework's nests them.</summary>
internal sealed class JsonFormatter() : ConsoleFormatter(nameof(JsonFormatter))
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            foreach ((string key, string value) in LogFields.Of(logEntry))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        textWriter.Write('\n');
    }
}
