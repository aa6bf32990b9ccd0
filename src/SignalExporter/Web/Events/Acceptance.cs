using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SignalExporter.Web.Events;

/// <summary>What an Accept header prefers.</summary>
internal static class Acceptance
{
    /// <summary>Whether JSON is preferred to HTML: a higher q, or the same and named more exactly. HTML where nothing decides.</summary>
    internal static bool PrefersJson(StringValues accept) =>
        MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges)
        && Quality(ranges, "application", "json").CompareTo(Quality(ranges, "text", "html")) > 0;

    // The most exact range decides; among equals the first.
    private static (double Quality, int Exactness) Quality(IEnumerable<MediaTypeHeaderValue> ranges, string type, string subType) => ranges
        .Select(range => (Quality: range.Quality ?? 1, Exactness: Exactness(range, type, subType)))
        .Where(range => range.Exactness > 0)
        .OrderByDescending(range => range.Exactness)
        .FirstOrDefault();

    private static int Exactness(MediaTypeHeaderValue range, string type, string subType)
    {
        if (range.MatchesAllTypes)
        {
            return 1;
        }

        if (!range.Type.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        return range.MatchesAllSubTypes ? 2 : range.SubType.Equals(subType, StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }
}
