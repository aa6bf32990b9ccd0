using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.SdkMetrics;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class ExponentialHistogramTests
{
    private static (double[] Bounds, long[] Counts) Convert(
        int scale, int offset, long[] positive, long zeros = 0, long negatives = 0)
    {
        List<double> bounds = [];
        List<long> counts = [];
        ExponentialBuckets.Convert(
            scale, zeros, offset, [.. positive], positive.Sum() + zeros + negatives, bounds, counts);
        return ([.. bounds], [.. counts]);
    }

    [Fact]
    public void Scale_0_has_the_powers_of_two()
    {
        var (bounds, counts) = Convert(scale: 0, offset: 0, [1, 0, 3]);

        Assert.Equal([1, 2, 4, 8], bounds);
        Assert.Equal([0, 1, 0, 3, 0], counts);
    }

    [Fact]
    public void Zeros_and_negatives_are_at_most_0()
    {
        var (bounds, counts) = Convert(scale: 0, offset: -2, [5], zeros: 2, negatives: 3);

        Assert.Equal([0, 0.25, 0.5], bounds);
        Assert.Equal([5, 0, 5, 0], counts);
    }

    [Fact]
    public void Nothing_has_one_bucket()
    {
        var (bounds, counts) = Convert(scale: 3, offset: 0, []);

        Assert.Empty(bounds);
        Assert.Equal([0], counts);
    }

    [Fact]
    public void Many_buckets_are_merged_to_bounds_that_the_finer_ones_have_too()
    {
        var (bounds, counts) = Convert(scale: 5, offset: -7, [.. Enumerable.Repeat(1L, 160)]);
        var (fine, _) = Convert(scale: 5, offset: -7, [.. Enumerable.Repeat(1L, ExponentialBuckets.MaxBuckets)]);

        Assert.InRange(bounds.Length, ExponentialBuckets.MaxBuckets / 2, ExponentialBuckets.MaxBuckets + 1);
        Assert.Equal(160, counts.Sum());
        Assert.NotEmpty(bounds.Intersect(fine));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(0, -1080)]
    [InlineData(-10, 0)]
    [InlineData(-10, -2)]
    [InlineData(20, int.MaxValue - 200)]
    [InlineData(20, int.MinValue)]
    public void The_ends_of_the_range_stay_finite_and_ascend(int scale, int offset)
    {
        var (bounds, counts) = Convert(scale, offset, [.. Enumerable.Repeat(1L, 160)], zeros: 1);

        Assert.Equal(bounds.Length + 1, counts.Length);
        Assert.Equal(161, counts.Sum());
        Assert.All(bounds, bound => Assert.True(double.IsFinite(bound)));
        Assert.Equal(bounds.Distinct().Order(), bounds);
    }

    [Fact]
    public async Task Every_observation_is_in_the_bucket_it_belongs_to()
    {
        using var meter = new Meter("exponential");
        using var exporter = new PrometheusExporter(new PrometheusExporterOptions { TargetInfo = false });
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddView("h", new Base2ExponentialBucketHistogramConfiguration())
            .AddPrometheusExporter(exporter)
            .Build();
        var histogram = meter.CreateHistogram<double>("h", "s");
        var random = new Random(3);
        var values = Enumerable.Range(0, 2000)
            .Select(i => i % 10 == 0 ? 0 : Math.Pow(10, random.NextDouble() * 6 - 3))
            .ToList();
        values.ForEach(value => histogram.Record(value));

        var family = Assert.Single(OpenMetricsParser.Parse(await exporter.OpenMetricsAsync()));
        var buckets = family.Samples.Where(sample => sample.Name == "h_seconds_bucket").ToList();

        Assert.InRange(buckets.Count, 10, ExponentialBuckets.MaxBuckets + 3);
        Assert.All(buckets, bucket =>
        {
            var bound = Grammar.Number(bucket.Label("le")!, bucket.Line);
            Assert.Equal(values.Count(value => value <= bound), bucket.Value);
        });
    }
}
