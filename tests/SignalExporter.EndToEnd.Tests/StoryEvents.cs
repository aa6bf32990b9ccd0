using System.Text.Json;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What <c>/events</c> says to programs.</summary>
internal static class StoryEvents
{
    /// <summary>The events that a query finds, the newest first.</summary>
    public static async Task<JsonElement[]> ReadAsync(Exporter exporter, string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await exporter.Http.GetStringAsync($"/events?format=json&{query}"));
        return [.. answer.RootElement.GetProperty("events").EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>A text of an object, null where there is none or no object.</summary>
    public static string? TextOf(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    /// <summary>A number of an object, null where there is none or no object.</summary>
    public static long? NumberOf(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) ? value.GetInt64() : null;

    /// <summary>The names and ids of the sender's ancestors, the nearest first.</summary>
    public static (string Comm, long Pid)[] AncestorsOf(this JsonElement signal) =>
        [.. signal.GetProperty("ancestors").EnumerateArray().Select(a => (a.TextOf("comm")!, a.NumberOf("pid")!.Value))];
}
