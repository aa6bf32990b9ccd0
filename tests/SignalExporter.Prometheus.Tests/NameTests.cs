using SignalExporter.Prometheus.Names;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class NameTests
{
    [Theory]
    [InlineData("linux.signal.generated", MetricKind.Counter, "{signal}", "linux_signal_generated_total")]
    [InlineData("linux.signal.delivery.duration", MetricKind.Histogram, "s", "linux_signal_delivery_duration_seconds")]
    [InlineData("critical.last_timestamp", MetricKind.Gauge, "s", "critical_last_timestamp_seconds")]
    [InlineData("http.total", MetricKind.Counter, null, "http_total")]
    [InlineData("http_total", MetricKind.Counter, "", "http_total")]
    [InlineData("http_total", MetricKind.Gauge, null, "http_total")]
    [InlineData("total", MetricKind.Counter, null, "total_total")]
    [InlineData("io.total", MetricKind.Counter, "By", "io_bytes_total")]
    [InlineData("io_bytes_total", MetricKind.Counter, "By", "io_bytes_total")]
    [InlineData("io.bytes", MetricKind.Counter, "By", "io_bytes_total")]
    [InlineData("wait.milliseconds", MetricKind.Gauge, "s", "wait_milliseconds_seconds")]
    [InlineData("seconds", MetricKind.Gauge, "s", "seconds")]
    [InlineData("cpu.load", MetricKind.Gauge, "1", "cpu_load")]
    [InlineData("a--b..c", MetricKind.Gauge, null, "a_b_c")]
    [InlineData("a__b", MetricKind.Gauge, null, "a_b")]
    [InlineData("trailing.", MetricKind.Counter, null, "trailing_total")]
    [InlineData("trailing.", MetricKind.Gauge, "s", "trailing_seconds")]
    [InlineData("2xx", MetricKind.Counter, null, "_2xx_total")]
    [InlineData("\u00e4\u00f6", MetricKind.Gauge, null, "_")]
    [InlineData("job:rate", MetricKind.Gauge, null, "job:rate")]
    public void A_name_is_translated(string name, MetricKind kind, string? unit, string expected) =>
        Assert.Equal(expected, new MetricFamily(name, kind, unit, null).PrometheusName);

    [Theory]
    [InlineData("s", "seconds")]
    [InlineData("ms", "milliseconds")]
    [InlineData("us", "microseconds")]
    [InlineData("ns", "nanoseconds")]
    [InlineData("min", "minutes")]
    [InlineData("h", "hours")]
    [InlineData("d", "days")]
    [InlineData("By", "bytes")]
    [InlineData("KiBy", "kibibytes")]
    [InlineData("MiBy", "mebibytes")]
    [InlineData("GiBy", "gibibytes")]
    [InlineData("TiBy", "tebibytes")]
    [InlineData("kBy", "kilobytes")]
    [InlineData("MBy", "megabytes")]
    [InlineData("GBy", "gigabytes")]
    [InlineData("TBy", "terabytes")]
    [InlineData("m", "meters")]
    [InlineData("V", "volts")]
    [InlineData("A", "amperes")]
    [InlineData("J", "joules")]
    [InlineData("W", "watts")]
    [InlineData("g", "grams")]
    [InlineData("Cel", "celsius")]
    [InlineData("Hz", "hertz")]
    [InlineData("%", "percent")]
    [InlineData("1", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("{packet}", "")]
    [InlineData("{packet}s", "seconds")]
    [InlineData("m/s", "meters_per_second")]
    [InlineData("By/min", "bytes_per_minute")]
    [InlineData("{request}/s", "per_second")]
    [InlineData("1/s", "per_second")]
    [InlineData("s/{request}", "seconds")]
    [InlineData("a/b", "a_per_b")]
    [InlineData("# RU", "RU")]
    [InlineData("{unclosed", "unclosed")]
    [InlineData("/", "")]
    public void A_unit_becomes_a_word(string? unit, string expected) => Assert.Equal(expected, UnitWord.From(unit));

    [Fact]
    public async Task The_unit_is_written_only_where_it_is_the_last_word_of_the_name()
    {
        using var exporter = Producer.Exporter(sink =>
        {
            foreach (var name in new[] { "milliseconds", "seconds", "wait.seconds" })
            {
                sink.Begin(new MetricFamily(name, MetricKind.Gauge, "s", null));
                sink.Add(LabelSet.Empty, 1);
            }
        });

        var text = await exporter.OpenMetricsAsync();

        Assert.Contains("# UNIT milliseconds_seconds seconds\n", text);
        Assert.Contains("# UNIT wait_seconds seconds\n", text);
        Assert.Equal(2, text.Split("# UNIT").Length - 1);
    }

    [Fact]
    public async Task Help_escapes_what_each_format_wants()
    {
        using var exporter = Producer.Exporter(sink =>
        {
            sink.Begin(new MetricFamily("a", MetricKind.Gauge, null, "say \"x\" \\ twice\r\nend"));
            sink.Add(LabelSet.Empty, 1);
        });

        Assert.StartsWith("# HELP a say \"x\" \\\\ twice\r\\nend\n# TYPE a gauge\n", await exporter.TextAsync());
        Assert.StartsWith(
            "# TYPE a gauge\n# HELP a say \\\"x\\\" \\\\ twice\r\\nend\n", await exporter.OpenMetricsAsync());
    }

    [Fact]
    public void A_family_needs_a_name_and_a_kind()
    {
        Assert.Throws<ArgumentException>(() => new MetricFamily("", MetricKind.Gauge, null, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricFamily("a", (MetricKind)7, null, null));
    }
}
