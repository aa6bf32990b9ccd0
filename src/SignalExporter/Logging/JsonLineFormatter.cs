using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace SignalExporter.Logging;

/// <summary>Writes one JSON object a line.</summary>
internal sealed class JsonLineFormatter() : ConsoleFormatter(nameof(LogFormat.Json))
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            foreach ((string key, string value) in LogLine.Fields(logEntry))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        textWriter.Write('\n');
    }
}
