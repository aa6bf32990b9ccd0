using SignalExporter.Prometheus.Tests.Naive;
using static SignalExporter.Prometheus.Tests.OpenMetrics.FamilyRules;

namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>What must hold for the samples of one histogram metric.</summary>
internal static class HistogramRules
{
    public static void Check(ParsedFamily family, ParsedSample[] samples)
    {
        var buckets = samples.TakeWhile(sample => sample.Name == family.Name + "_bucket").ToArray();
        Require(buckets.Length > 0, "a histogram begins with its buckets", samples[0].Line);
        Require(buckets[^1].Label("le") == "+Inf", "the last bucket is +Inf", buckets[^1].Line);
        CheckBuckets(buckets);

        var rest = samples[buckets.Length..];
        Require(rest.All(sample => sample.Name != family.Name + "_bucket"), "buckets apart", samples[0].Line);
        Require(rest.All(sample => sample.Label("le") is null), "le on what is no bucket", samples[0].Line);
        var sum = rest.SingleOrDefault(sample => sample.Name == family.Name + "_sum");
        var count = rest.SingleOrDefault(sample => sample.Name == family.Name + "_count");
        Require(sum is null == count is null, "sum and count go together", samples[0].Line);
        if (sum is not null)
        {
            Require(sum.Value >= 0, "a sum is neither NaN nor negative", sum.Line);
            Require(Bound(buckets[0]) >= 0, "no sum with a negative bound", sum.Line);
            Require(count!.Number == buckets[^1].Number, "the count is that of +Inf", count.Line);
        }
    }

    private static void CheckBuckets(ParsedSample[] buckets)
    {
        var (previousBound, previousCount) = (double.NegativeInfinity, 0L);
        foreach (var bucket in buckets)
        {
            var bound = Bound(bucket);
            Require(long.TryParse(bucket.Number, out var count) && count >= 0, "a bucket is an integer", bucket.Line);
            Require(bound > previousBound, "bounds ascend", bucket.Line);
            Require(count >= previousCount, "buckets are cumulative", bucket.Line);
            Require(
                bucket.Exemplar is not { } exemplar || (exemplar.Value <= bound && exemplar.Value > previousBound),
                "an exemplar lies in its bucket",
                bucket.Line);
            (previousBound, previousCount) = (bound, count);
        }
    }

    private static double Bound(ParsedSample bucket)
    {
        var text = bucket.Label("le") ?? throw new OpenMetricsException("a bucket needs le", bucket.Line);
        var bound = Grammar.Number(text, bucket.Line);
        Require(text == NaiveNumber.Bound(bound), $"le is written {NaiveNumber.Bound(bound)}", bucket.Line);
        return bound;
    }
}
