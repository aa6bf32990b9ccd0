using System.Globalization;
using SignalExporter.Telemetry.Tests;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>The metrics of signals, by series: the same for what was scraped and for what was sent over OTLP.</summary>
internal static class OtlpSamples
{
    public static Dictionary<string, double> In(Scrape scrape) => scrape.Samples
        .Where(s => s.Name.StartsWith("linux_signal", StringComparison.Ordinal))
        .ToDictionary(s => (s.Labels.ContainsKey("le") ? s.Without("le") : s).Series + Bound(s), s => s.Value);

    /// <param name="request">An ExportMetricsServiceRequest.</param>
    public static Dictionary<string, double> In(OtlpMessage request) => OtlpPoint.In(request)
        .Where(point => point.Name.StartsWith("linux.signal", StringComparison.Ordinal))
        .SelectMany(Samples)
        .ToDictionary(sample => sample.Series, sample => sample.Value);

    /// <summary>A sum of the SDK is rounded once for each observation.</summary>
    public static double Tolerance(double value) => Math.Abs(value) * 1e-12;

    private static IEnumerable<(string Series, double Value)> Samples(OtlpPoint point)
    {
        string name = point.Name.Replace('.', '_');
        string Series(string suffix) =>
            new Sample(name + suffix, point.Attributes.ToDictionary(a => a.Key, a => (string)a.Value), 0).Series;
        if (point.Bounds.Length == 0)
        {
            yield return (Series(point.IsMonotonicSum ? "_total" : "_seconds"), point.Value);
            yield break;
        }

        double below = 0;
        foreach ((double bound, ulong count) in point.Bounds.Append(double.PositiveInfinity).Zip(point.Buckets))
        {
            below += count;
            yield return (Series("_seconds_bucket") + Bound(bound), below);
        }

        yield return (Series("_seconds_count"), point.Count);
        yield return (Series("_seconds_sum"), point.Value);
    }

    private static string Bound(Sample sample) =>
        sample.Labels.TryGetValue("le", out string? le) ? Bound(Scrape.ReadNumber(le)) : "";

    private static string Bound(double bound) => string.Create(CultureInfo.InvariantCulture, $" le {bound}");
}
