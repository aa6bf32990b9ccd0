using System.Globalization;
using SignalExporter.Prometheus.SdkMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class CultureTests
{
    [Fact]
    public async Task The_culture_changes_nothing()
    {
        // The program runs without cultures; a user of the exporter alone may not.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus ";
        culture.NumberFormat.PositiveInfinitySymbol = "unendlich";
        culture.NumberFormat.NaNSymbol = "keine Zahl";
        using var exporter = Producer.Exporter(sink =>
        {
            CultureInfo.CurrentCulture = culture;
            sink.Begin(new MetricFamily("g", MetricKind.Gauge, null, null));
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("v", "1")), -1234.5);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("v", "2")), -7L);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("v", "3")), double.NaN);
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("v", "4")), -2.5e-9);
            sink.Begin(new MetricFamily("h", MetricKind.Histogram, null, null));
            sink.Add(LabelSet.Empty, [0.5], [1, 1], 1.5);
        });

        CultureInfo.CurrentCulture = culture;
        var text = await exporter.TextAsync();

        Assert.Equal(
            "# TYPE g gauge\ng{v=\"1\"} -1234.5\ng{v=\"2\"} -7\ng{v=\"3\"} NaN\ng{v=\"4\"} -2.5e-09\n"
            + "# TYPE h histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 1.5\nh_count 2\n",
            text);
        Assert.Equal("-1.5", AttributeText.From(-1.5));
        Assert.Equal("minus 1,5", $"{-1.5}"); // The culture was at work.
    }
}
