using System.Diagnostics.Metrics;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Tests.Naive;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class SdkTests : IDisposable
{
    private readonly SdkUnderTest _sdk = new();

    public void Dispose() => _sdk.Dispose();

    [Fact]
    public async Task Every_kind_of_instrument_is_served()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateCounter<long>("c.long").Add(3);
        _sdk.Meter.CreateCounter<double>("c.double", "s").Add(1.5);
        _sdk.Meter.CreateUpDownCounter<int>("u.int").Add(-2);
        _sdk.Meter.CreateUpDownCounter<double>("u.double").Add(-2.5);
        _sdk.Meter.CreateObservableCounter("oc", () => 9L);
        _sdk.Meter.CreateObservableUpDownCounter("ou", () => -9L);
        _sdk.Meter.CreateObservableGauge("og", () => double.NaN);
        _sdk.Meter.CreateGauge<long>("g").Record(7);
        _sdk.Meter.CreateHistogram<double>("h", "s", null, null, new() { HistogramBucketBoundaries = [0.005, 1, 1e6] })
            .Record(0.5);

        var lines = (await exporter.TextAsync()).Split('\n');

        Assert.Contains("# TYPE c_long_total counter", lines);
        Assert.Contains("c_long_total 3", lines);
        Assert.Contains("c_double_seconds_total 1.5", lines);
        Assert.Contains("# TYPE u_int gauge", lines);
        Assert.Contains("u_int -2", lines);
        Assert.Contains("u_double -2.5", lines);
        Assert.Contains("oc_total 9", lines);
        Assert.Contains("ou -9", lines);
        Assert.Contains("og NaN", lines);
        Assert.Contains("g 7", lines);
        Assert.Contains("h_seconds_bucket{le=\"0.005\"} 0", lines);
        Assert.Contains("h_seconds_bucket{le=\"1.0\"} 1", lines);
        Assert.Contains("h_seconds_bucket{le=\"1e+06\"} 1", lines);
        Assert.Contains("h_seconds_bucket{le=\"+Inf\"} 1", lines);
        Assert.Contains("h_seconds_sum 0.5", lines);
        Assert.Contains("h_seconds_count 1", lines);
        OpenMetricsParser.Parse(await exporter.OpenMetricsAsync());
    }

    [Fact]
    public async Task A_scrape_is_never_a_cached_one()
    {
        var exporter = _sdk.Start();
        var counter = _sdk.Meter.CreateCounter<long>("c");
        for (var i = 1; i <= 20; i++)
        {
            counter.Add(1);
            Assert.Contains($"c_total {i}\n", await exporter.TextAsync());
        }
    }

    [Fact]
    public async Task Attributes_become_labels_of_any_type()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateCounter<long>("c").Add(
            1,
            new("text", "x"), new("yes", true), new("number", 1.5), new("int", -3), new("none", null),
            new("list", new[] { "a", "b\"" }), new("mixed", new object?[] { 1, null, 0.1, true, double.NaN }),
            new("bytes", "hi"u8.ToArray()), new("infinite", double.NegativeInfinity));

        Assert.Contains(
            "c_total{bytes=\"aGk=\",infinite=\"-Infinity\",int=\"-3\",list=\"[\\\"a\\\",\\\"b\\\\\\\"\\\"]\","
            + "mixed=\"[1,null,0.1,true,\\\"NaN\\\"]\",number=\"1.5\",text=\"x\",yes=\"true\"} 1\n",
            await exporter.TextAsync());
    }

    [Fact]
    public async Task A_counter_that_is_no_counter_is_left_out_and_logged_once()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateObservableCounter("negative", () => -1L);
        _sdk.Meter.CreateObservableCounter("nan", () => double.NaN);
        _sdk.Meter.CreateObservableCounter("infinite", () => double.PositiveInfinity);
        _sdk.Meter.CreateObservableCounter("good", () => 1L);

        OpenMetricsParser.Parse(await exporter.OpenMetricsAsync());
        var text = await exporter.TextAsync();

        Assert.Equal("# TYPE good_total counter\ngood_total 1\n", text);
        Assert.Equal(3, _sdk.Log.Entries.Count(entry => entry.Event == 5));
    }

    [Fact]
    public async Task An_attribute_that_cannot_be_written_fails_the_collection_and_not_a_part_of_it()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateCounter<long>("before").Add(1);
        _sdk.Meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("a", new Unwritable()));

        await Assert.ThrowsAsync<CollectionFailedException>(() => exporter.CollectAsync());
        Assert.Single(_sdk.Log.Entries, entry => entry.Event == 7);
    }

    [Fact]
    public async Task The_resource_is_target_info_and_comes_first()
    {
        var exporter = _sdk.Start(
            new PrometheusExporterOptions(),
            builder => builder.SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddAttributes([new("service.name", "x"), new("count", 3L), new("on", true)])));
        _sdk.Meter.CreateGauge<int>("g").Record(1);
        _sdk.Meter.CreateGauge<int>("target.info").Record(2);

        Assert.StartsWith(
            "# HELP target_info Target metadata\n# TYPE target_info gauge\n"
            + "target_info{count=\"3\",on=\"true\",service_name=\"x\"} 1\n",
            await exporter.TextAsync());
        var openMetrics = await exporter.OpenMetricsAsync();
        Assert.StartsWith("# TYPE target info\n# HELP target Target metadata\ntarget_info{", openMetrics);
        OpenMetricsParser.Parse(openMetrics);
        Assert.Single(_sdk.Log.Entries, entry => entry.Event == 2);
    }

    [Fact]
    public async Task Target_info_is_a_switch_and_an_empty_resource_has_none()
    {
        Assert.DoesNotContain("target_info", await _sdk.Start().TextAsync());
        using var other = new SdkUnderTest();
        var exporter = other.Start(
            new PrometheusExporterOptions(),
            builder => builder.SetResourceBuilder(ResourceBuilder.CreateEmpty()));
        Assert.Equal("", await exporter.TextAsync());
    }

    [Fact]
    public async Task Scope_labels_are_a_switch()
    {
        using var scoped = new Meter(new MeterOptions("scoped")
        {
            Version = "1.2",
            Tags = [new("team.name", "core"), new("version", "dropped")],
        });
        var exporter = _sdk.Start(
            new PrometheusExporterOptions { ScopeLabels = true, TargetInfo = false },
            builder => builder.AddMeter("scoped"));
        scoped.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("a", "b"));

        Assert.Contains(
            "c_total{a=\"b\",otel_scope_name=\"scoped\",otel_scope_team_name=\"core\",otel_scope_version=\"1.2\"} 1\n",
            await exporter.TextAsync());
    }

    [Fact]
    public async Task Same_named_instruments_of_two_meters_do_not_interleave()
    {
        using var other = new Meter(_sdk.Meter.Name + ".other");
        var exporter = _sdk.Start(configure: builder => builder.AddMeter(other.Name));
        _sdk.Meter.CreateCounter<long>("shared", null, "First.").Add(1, new KeyValuePair<string, object?>("m", "1"));
        _sdk.Meter.CreateCounter<long>("between").Add(5);
        other.CreateCounter<long>("shared", null, "Second.").Add(2, new KeyValuePair<string, object?>("m", "2"));

        Assert.Equal(
            "# HELP shared_total First.\n# TYPE shared_total counter\n"
            + "shared_total{m=\"1\"} 1\nshared_total{m=\"2\"} 2\n"
            + "# TYPE between_total counter\nbetween_total 5\n",
            await exporter.TextAsync());
        Assert.Single(_sdk.Log.Entries, entry => entry.Event == 3);
    }

    [Fact]
    public async Task A_flush_of_the_provider_takes_no_collection_away()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateCounter<long>("c").Add(1);
        using var stop = new CancellationTokenSource();
        var flushing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _sdk.Provider!.ForceFlush();
            }
        });

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal("# TYPE c_total counter\nc_total 1\n", await exporter.TextAsync());
        }

        await stop.CancelAsync();
        await flushing;
    }

    [Fact]
    public async Task Created_times_are_a_switch_of_OpenMetrics()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateCounter<long>("c").Add(1);
        _sdk.Meter.CreateHistogram<long>("h").Record(1);
        _sdk.Meter.CreateGauge<long>("g").Record(1);

        Assert.DoesNotContain("_created", await exporter.OpenMetricsAsync());
        var with = Encoding.UTF8.GetString(
            await exporter.BytesAsync(ExpositionFormat.OpenMetrics, createdTimestamps: true));
        OpenMetricsParser.Parse(with);
        Assert.Matches(@"c_total 1\nc_created 1[0-9]{9}\.[0-9]+\n", with);
        Assert.Matches(@"h_count 1\nh_created 1[0-9]{9}\.[0-9]+\n", with);
        Assert.DoesNotContain("g_created", with);
        Assert.DoesNotContain("_created", Encoding.UTF8.GetString(
            await exporter.BytesAsync(ExpositionFormat.Text, createdTimestamps: true)));
    }

    [Fact]
    public async Task A_histogram_without_bounds_has_its_one_bucket()
    {
        var exporter = _sdk.Start(configure: builder => builder.AddView(
            "h", new ExplicitBucketHistogramConfiguration { Boundaries = [] }));
        _sdk.Meter.CreateHistogram<double>("h").Record(2);

        Assert.Equal(
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 2\nh_count 1\n# EOF\n",
            await exporter.OpenMetricsAsync());
    }

    [Fact]
    public async Task A_label_le_on_a_histogram_is_refused()
    {
        var exporter = _sdk.Start();
        var histogram = _sdk.Meter.CreateHistogram<double>("h");
        histogram.Record(2, new KeyValuePair<string, object?>("le", "x"));

        Assert.Equal("", await exporter.TextAsync());
        Assert.Single(_sdk.Log.Entries, entry => entry.Event == 6);
    }

    [Fact]
    public async Task A_negative_sum_is_left_out_of_OpenMetrics_only()
    {
        var exporter = _sdk.Start();
        _sdk.Meter.CreateHistogram<double>("h", null, null, null, new() { HistogramBucketBoundaries = [1] }).Record(-5);

        Assert.Contains("h_sum -5\nh_count 1\n", await exporter.TextAsync());
        var openMetrics = await exporter.OpenMetricsAsync();
        Assert.DoesNotContain("h_sum", openMetrics);
        OpenMetricsParser.Parse(openMetrics);
    }

    [Fact]
    public async Task Hostile_attributes_are_strict_OpenMetrics()
    {
        var exporter = _sdk.Start(new PrometheusExporterOptions { ScopeLabels = true });
        foreach (var family in new RandomMetrics(5).Families(300))
        {
            // The SDK takes only names that OpenTelemetry allows; its attributes may be anything.
            var counter = _sdk.Meter.CreateCounter<double>(
                $"c{family.Points.Count}.{family.Name.Length}", family.Unit, family.Help);
            var histogram = _sdk.Meter.CreateHistogram<double>($"h{family.Points.Count}", family.Unit, family.Help);
            foreach (var point in family.Points)
            {
                var tags = point.Labels
                    .Select(label => new KeyValuePair<string, object?>(label.Key, label.Value))
                    .ToArray();
                counter.Add(0.25, tags);
                histogram.Record(point.Started.Ticks, tags);
            }
        }

        var families = OpenMetricsParser.Parse(await exporter.OpenMetricsAsync());
        Assert.True(families.Sum(family => family.Samples.Count) > 5000);
    }

    [Fact]
    public void An_exporter_belongs_to_one_provider() => Assert.Throws<InvalidOperationException>(
        () => Sdk.CreateMeterProviderBuilder().AddPrometheusExporter(_sdk.Start()));

    private sealed class Unwritable
    {
        public override string ToString() => throw new NotSupportedException("no text");
    }
}
