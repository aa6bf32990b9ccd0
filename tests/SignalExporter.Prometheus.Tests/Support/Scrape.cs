using System.IO.Compression;
using System.Net;
using System.Text;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A whole response, its body decompressed.</summary>
public sealed record Scrape(
    HttpStatusCode Status, string? ContentType, string Vary, string Encoding, string Allow, byte[] Body)
{
    public string Text => new UTF8Encoding(false, true).GetString(Body);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<Scrape> ReadAsync(HttpResponseMessage response)
    {
        var encoding = string.Join(", ", response.Content.Headers.ContentEncoding);
        await using var raw = await response.Content.ReadAsStreamAsync();
        await using var stream = encoding == "gzip" ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var body = new MemoryStream();
        await stream.CopyToAsync(body);
        return new Scrape(
            response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            string.Join(", ", response.Headers.Vary),
            encoding,
            string.Join(", ", response.Content.Headers.Allow),
            body.ToArray());
    }
}
