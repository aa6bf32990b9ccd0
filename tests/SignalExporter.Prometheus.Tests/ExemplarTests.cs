using System.Diagnostics;
using OpenTelemetry.Metrics;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class ExemplarTests : IDisposable
{
    private readonly SdkUnderTest _sdk = new();

    public void Dispose() => _sdk.Dispose();

    [Fact]
    public async Task A_measurement_in_an_activity_is_an_exemplar_in_OpenMetrics()
    {
        var exporter = _sdk.Start(configure: builder => builder
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddView("c", new MetricStreamConfiguration { TagKeys = [] }));
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        _sdk.Meter.CreateCounter<long>("c").Add(4, new KeyValuePair<string, object?>("user.id", "u\"1"));
        _sdk.Meter.CreateHistogram<double>("h", null, null, null, new() { HistogramBucketBoundaries = [1] })
            .Record(0.5);

        var openMetrics = await exporter.OpenMetricsAsync();
        var families = OpenMetricsParser.Parse(openMetrics);

        var counter = families[0].Samples[0].Exemplar!;
        Assert.Equal(4, counter.Value);
        Assert.Equal(
            [
                new("span_id", activity.SpanId.ToHexString()),
                new("trace_id", activity.TraceId.ToHexString()),
                new("user_id", "u\"1"),
            ],
            counter.Labels);
        Assert.InRange(counter.Timestamp!.Value, 1.7e9, 1e10);
        Assert.Equal(0.5, families[1].Samples[0].Exemplar!.Value);
        Assert.DoesNotContain(" # ", await exporter.TextAsync());
    }

    // trace_id and span_id take 63 code points, and the name of the attribute 4.
    [Theory]
    [InlineData(61, new[] { "fits", "span_id", "trace_id" })]
    [InlineData(62, new[] { "no", "span_id", "trace_id" })]
    public async Task An_exemplar_drops_what_does_not_fit_128_code_points(int length, string[] expected)
    {
        var exporter = _sdk.Start(configure: builder => builder
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddView("c", new MetricStreamConfiguration { TagKeys = [] }));
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", length));
        _sdk.Meter.CreateCounter<long>("c").Add(
            1, new("long", new string('x', 100)), new("fits", emoji), new("trace_id", "mine"), new("no", "y"));

        var exemplar = OpenMetricsParser.Parse(await exporter.OpenMetricsAsync())[0].Samples[0].Exemplar!;

        Assert.Equal(expected, exemplar.Labels.Select(label => label.Key));
        Assert.Equal(activity.TraceId.ToHexString(), exemplar.Labels[2].Value);
    }
}
