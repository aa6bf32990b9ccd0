using OpenTelemetry.Metrics;

namespace SignalExporter.Prometheus.SdkMetrics;

/// <summary>
/// Exponential histograms with explicit bounds, since neither format knows the exponential ones (OpenTelemetry,
/// "Differences between Prometheus formats"). Bucket i of scale s holds (b^i, b^(i+1)], where b is 2^(2^-s).
/// </summary>
internal static class ExponentialBuckets
{
    /// <summary>
    /// Each bucket is a series. Halving the scale merges pairs, so the bounds of a coarser histogram are some of
    /// those it had before, and its series go on.
    /// </summary>
    public const int MaxBuckets = 32;

    public static void Read(in MetricPoint point, List<double> bounds, List<long> counts)
    {
        // GetExponentialHistogramData is not readonly, though it changes nothing.
        var copy = point;
        var data = copy.GetExponentialHistogramData();
        var positive = new List<long>();
        foreach (var count in data.PositiveBuckets)
        {
            positive.Add(count);
        }

        var offset = data.PositiveBuckets.Offset;
        Convert(data.Scale, data.ZeroCount, offset, positive, point.GetHistogramCount(), bounds, counts);
    }

    /// <summary>Fills bounds and counts, one count more than bounds.</summary>
    /// <remarks>The SDK does not show its negative buckets; what is missing to the total is at most 0.</remarks>
    internal static void Convert(
        int scale, long zeros, int offset, List<long> positive, long total, List<double> bounds, List<long> counts)
    {
        var first = positive.FindIndex(static count => count > 0);
        var atMostZero = total - positive.Sum();
        if (atMostZero > 0 || zeros > 0)
        {
            bounds.Add(0);
            counts.Add(atMostZero);
        }

        if (first < 0)
        {
            counts.Add(0);
            return;
        }

        var last = positive.FindLastIndex(static count => count > 0);
        var shift = 0;
        while (((offset + last) >> shift) - ((offset + first) >> shift) >= MaxBuckets)
        {
            shift++;
        }

        var lowest = (offset + first) >> shift;
        var highest = (offset + last) >> shift;
        var merged = new long[highest - lowest + 1];
        for (var i = first; i <= last; i++)
        {
            merged[((offset + i) >> shift) - lowest] += positive[i];
        }

        // The lower edge, so that a quantile in the first bucket is not interpolated from 0.
        AddBucket(Bound(lowest, scale - shift), 0, bounds, counts);
        var pending = 0L;
        for (var i = 0; i < merged.Length; i++)
        {
            pending = AddBucket(Bound(lowest + i + 1, scale - shift), pending + merged[i], bounds, counts);
        }

        counts.Add(pending);
    }

    // What a bound cannot hold, at the ends of the range of a double, goes on to the next bucket.
    private static long AddBucket(double bound, long count, List<double> bounds, List<long> counts)
    {
        if (double.IsInfinity(bound) || bound <= (bounds.Count > 0 ? bounds[^1] : 0))
        {
            return count;
        }

        bounds.Add(bound);
        counts.Add(count);
        return 0;
    }

    // Exact in the powers of two, and the same double for the same bound at any scale.
    private static double Bound(int index, int scale)
    {
        var exponent = index * Math.ScaleB(1, -scale);
        var whole = Math.Floor(exponent);
        return whole switch
        {
            > 2000 => double.PositiveInfinity,
            < -2000 => 0,
            _ => Math.ScaleB(Math.Pow(2, exponent - whole), (int)whole),
        };
    }
}
