using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>What producers do to each other, and what a producer must not do.</summary>
public sealed class ConflictTests : IDisposable
{
    private readonly RecordedLog _log = new();

    public void Dispose() => _log.Dispose();

    private PrometheusExporter Exporter(params Action<IMetricSink>[] producers)
    {
        var exporter = new PrometheusExporter(null, _log);
        foreach (var produce in producers)
        {
            exporter.AddProducer(new Producer(produce));
        }

        return exporter;
    }

    private static Action<IMetricSink> One(
        string name, MetricKind kind, double value, string? unit = null, string? help = null, string? label = null) =>
        sink =>
        {
            sink.Begin(new MetricFamily(name, kind, unit, help));
            sink.Add(
                label is null ? LabelSet.Empty : LabelSet.Create(new KeyValuePair<string, string>("l", label)), value);
        };

    private void AssertLogged(int logged) => Assert.Equal([logged], _log.Entries.Select(entry => entry.Event));

    [Fact]
    public async Task Another_kind_of_the_same_name_is_left_out_and_logged_once()
    {
        using var exporter = Exporter(One("a", MetricKind.Counter, 1), One("a.total", MetricKind.Gauge, 2));

        Assert.Equal("# TYPE a_total counter\na_total 1\n", await exporter.TextAsync());
        Assert.Equal("# TYPE a counter\na_total 1\n# EOF\n", await exporter.OpenMetricsAsync());
        AssertLogged(1);
    }

    [Theory]
    [InlineData("a", MetricKind.Counter, "a", MetricKind.Gauge)]
    [InlineData("a", MetricKind.Counter, "a.created", MetricKind.Gauge)]
    [InlineData("a.total", MetricKind.Gauge, "a", MetricKind.Counter)]
    public async Task A_name_that_another_family_could_write_is_left_out(
        string first, MetricKind firstKind, string second, MetricKind secondKind)
    {
        using var exporter = Exporter(One(first, firstKind, 1), One(second, secondKind, 2));

        OpenMetricsParser.Parse(await exporter.OpenMetricsAsync());
        Assert.Equal(2, (await exporter.TextAsync()).Split("# TYPE").Length);
        AssertLogged(1);
    }

    [Fact]
    public async Task Another_help_or_unit_is_left_out_but_not_its_points()
    {
        using var exporter = Exporter(
            One("a.seconds", MetricKind.Gauge, 1, help: "First.", label: "1"),
            One("b", MetricKind.Gauge, 5),
            One("a", MetricKind.Gauge, 2, unit: "s", help: "Second.", label: "2"));

        Assert.Equal(
            "# TYPE a_seconds gauge\n# HELP a_seconds First.\na_seconds{l=\"1\"} 1\na_seconds{l=\"2\"} 2\n"
            + "# TYPE b gauge\nb 5\n# EOF\n",
            await exporter.OpenMetricsAsync());
        await exporter.TextAsync();
        AssertLogged(3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(500)]
    public async Task A_series_exists_once_and_the_first_stays(int count)
    {
        using var exporter = Exporter(Produce, Produce);

        void Produce(IMetricSink sink)
        {
            sink.Begin(new MetricFamily("a", MetricKind.Gauge, null, null));
            for (var i = 0; i < count; i++)
            {
                sink.Add(LabelSet.Create(new KeyValuePair<string, string>("i", $"{i}")), i);
                sink.Add(LabelSet.Create(new KeyValuePair<string, string>("i", $"{i / 2}")), -1);
            }
        }

        var family = Assert.Single(OpenMetricsParser.Parse(await exporter.OpenMetricsAsync()));

        Assert.Equal(count, family.Samples.Count);
        Assert.All(family.Samples, sample => Assert.Equal(double.Parse(sample.Label("i")!), sample.Value));
        AssertLogged(4);
    }

    [Fact]
    public async Task A_family_without_points_is_not_written()
    {
        using var exporter = Exporter(sink => sink.Begin(new MetricFamily("a", MetricKind.Gauge, null, "Help.")));

        Assert.Equal("", await exporter.TextAsync());
    }

    [Fact]
    public async Task The_order_of_families_and_points_is_that_of_the_producers()
    {
        using var exporter = Exporter(
            One("z", MetricKind.Gauge, 1), One("a", MetricKind.Gauge, 2), One("m", MetricKind.Gauge, 3));

        Assert.Equal(
            ["z 1", "a 2", "m 3"],
            (await exporter.TextAsync()).Split('\n').Where(line => line.Length > 0 && line[0] != '#'));
    }

    public static TheoryData<string, Action<IMetricSink>> Misuses => new()
    {
        { "no family", sink => sink.Add(LabelSet.Empty, 1) },
        { "a null family", sink => sink.Begin(null!) },
        { "no labels", sink => Gauge(sink).Add(null!, 1) },
        { "buckets in a gauge", sink => Gauge(sink).Add(LabelSet.Empty, [], [1], 1) },
        { "a number in a histogram", sink => Histogram(sink).Add(LabelSet.Empty, 1) },
        { "too few counts", sink => Histogram(sink).Add(LabelSet.Empty, [1], [1], 1) },
        { "equal bounds", sink => Histogram(sink).Add(LabelSet.Empty, [1, 1], [1, 1, 1], 1) },
        { "two zeros", sink => Histogram(sink).Add(LabelSet.Empty, [-0.0, 0.0], [1, 1, 1], 1) },
        { "an infinite bound", sink => Histogram(sink).Add(LabelSet.Empty, [double.PositiveInfinity], [1, 1], 1) },
        { "a bound that is NaN", sink => Histogram(sink).Add(LabelSet.Empty, [double.NaN], [1, 1], 1) },
    };

    [Theory]
    [MemberData(nameof(Misuses))]
    public async Task A_misuse_fails_the_collection(string what, Action<IMetricSink> misuse)
    {
        _ = what;
        using var exporter = Exporter(misuse);

        await Assert.ThrowsAsync<CollectionFailedException>(() => exporter.CollectAsync());
        AssertLogged(7);
    }

    [Fact]
    public async Task A_sink_is_only_for_the_collection_it_came_with()
    {
        IMetricSink? kept = null;
        using var exporter = Exporter(sink => kept = sink);
        await exporter.CollectAsync();

        Assert.Throws<InvalidOperationException>(() => Gauge(kept!));
        Assert.Throws<InvalidOperationException>(() => kept!.Add(LabelSet.Empty, 1));
    }

    [Fact]
    public async Task A_subject_is_logged_again_after_ten_minutes()
    {
        var time = new SteppingTime();
        using var exporter = new PrometheusExporter(null, _log, time);
        exporter.AddProducer(new Producer(One("a", MetricKind.Counter, -1)));

        await exporter.TextAsync();
        time.Step(TimeSpan.FromMinutes(9));
        await exporter.TextAsync();
        Assert.Single(_log.Entries);
        time.Step(TimeSpan.FromMinutes(2));
        await exporter.TextAsync();
        Assert.Equal(2, _log.Entries.Count);
    }

    [Fact]
    public void A_flood_of_subjects_takes_bounded_memory_and_log()
    {
        var limiter = new LogLimiter(new SteppingTime());

        Assert.Equal(256, Enumerable.Range(0, 10_000).Count(i => limiter.Allows("event", $"subject {i}")));
    }

    private static IMetricSink Gauge(IMetricSink sink) => Begin(sink, MetricKind.Gauge);

    private static IMetricSink Histogram(IMetricSink sink) => Begin(sink, MetricKind.Histogram);

    private static IMetricSink Begin(IMetricSink sink, MetricKind kind)
    {
        sink.Begin(new MetricFamily("a", kind, null, null));
        return sink;
    }
}
