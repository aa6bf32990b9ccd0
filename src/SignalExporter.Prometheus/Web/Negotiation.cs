using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SignalExporter.Prometheus.Exposition;

namespace SignalExporter.Prometheus.Web;

/// <summary>What a scraper asks for (RFC 9110, sections 12.4 and 12.5).</summary>
internal static class Negotiation
{
    public const string TextContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>
    /// The format of the highest q, the first on a tie. An entry with a bad q or a version that is not served is
    /// skipped; with nothing usable it is text.
    /// </summary>
    public static ExpositionFormat Format(StringValues accept)
    {
        var best = ExpositionFormat.Text;
        var bestQuality = 0.0;
        if (MediaTypeHeaderValue.TryParseList(accept, out var entries))
        {
            foreach (var entry in entries)
            {
                if (FormatOf(entry) is { } format && Quality(entry) is var quality && quality > bestQuality)
                {
                    (best, bestQuality) = (format, quality);
                }
            }
        }

        return best;
    }

    /// <summary>Whether to compress: gzip is asked for by name, and not less than the plain body.</summary>
    public static bool WantsGzip(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var entries))
        {
            return false;
        }

        var (gzip, identity) = (0.0, 0.0);
        foreach (var entry in entries)
        {
            if (entry.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)
                || entry.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            {
                gzip = entry.Quality ?? 1;
            }
            else if (entry.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                identity = entry.Quality ?? 1;
            }
        }

        return gzip > 0 && gzip >= identity;
    }

    private static ExpositionFormat? FormatOf(MediaTypeHeaderValue entry) =>
        (entry.MediaType.Value?.ToLowerInvariant(), Parameter(entry, "version")) switch
        {
            ("application/openmetrics-text", null or "1.0.0") => ExpositionFormat.OpenMetrics,
            ("application/*", null) => ExpositionFormat.OpenMetrics,
            ("text/plain", null or "0.0.4") => ExpositionFormat.Text,
            ("text/*" or "*/*", null) => ExpositionFormat.Text,
            _ => null,
        };

    private static double Quality(MediaTypeHeaderValue entry) =>
        Parameter(entry, "q") is null ? 1 : entry.Quality ?? 0;

    private static string? Parameter(MediaTypeHeaderValue entry, string name)
    {
        foreach (var parameter in entry.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).Value ?? "";
            }
        }

        return null;
    }
}
