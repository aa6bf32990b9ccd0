using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace SignalExporter.Prometheus.Web;

/// <summary>How long Prometheus waits for a scrape, as it says with each one.</summary>
internal static class ScrapeDeadline
{
    public const string HeaderName = "X-Prometheus-Scrape-Timeout-Seconds";

    // A timer takes no more.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// The time from the start of the request; infinite where the header is missing or no positive number.
    /// </summary>
    public static TimeSpan Timeout(StringValues header)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(header, Style, CultureInfo.InvariantCulture, out var seconds)
            || !double.IsFinite(seconds)
            || seconds <= 0)
        {
            return System.Threading.Timeout.InfiniteTimeSpan;
        }

        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }
}
