using System.IO.Pipelines;
using System.Text.Json;
using SignalExporter.Events;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>Recent events for programs.</summary>
internal static class EventsJson
{
    private const int FlushBytes = 32 * 1024;

    /// <param name="output">Where to write.</param>
    /// <param name="recent">The events; null where they are off.</param>
    /// <param name="query">Which of them.</param>
    internal static async Task WriteAsync(PipeWriter output, RecentEvents? recent, EventQuery query)
    {
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteStartArray("events"u8);
        foreach (SignalEvent e in query.Choose(recent?.Read() ?? [], RecentEvents.Capacity))
        {
            EventJson.Write(writer, e);
            if (writer.BytesPending + output.UnflushedBytes > FlushBytes)
            {
                await writer.FlushAsync();
                await output.FlushAsync();
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("seen"u8, recent?.Seen ?? 0);
        writer.WriteStartObject("lost"u8);
        foreach ((string reason, long count) in recent?.Lost ?? new Dictionary<string, long>())
        {
            writer.WriteNumber(reason, count);
        }

        writer.WriteEndObject();
        if (recent is null)
        {
            writer.WriteString("off"u8, EventsPage.HowToTurnOn);
        }

        writer.WriteEndObject();
    }

    internal static async Task WriteErrorsAsync(PipeWriter output, IEnumerable<string> errors)
    {
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteStartArray("errors"u8);
        foreach (string error in errors)
        {
            writer.WriteStringValue(error);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
