using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Web;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class NegotiationTests
{
    private const string Prometheus242 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus242NativeHistograms =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
        + "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus35 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    [Theory]
    [InlineData(Prometheus242, true)]
    [InlineData(Prometheus242NativeHistograms, true)]
    [InlineData(Prometheus35, true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/*", false)]
    [InlineData("application/*", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("APPLICATION/OpenMetrics-Text; VERSION=1.0.0", true)]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", true)]
    [InlineData("application/openmetrics-text;version=0.0.1", false)]
    [InlineData("application/openmetrics-text;version=2.0.0", false)]
    [InlineData("application/openmetrics-text;version=", false)]
    [InlineData("application/openmetrics-text;q=0.1,text/plain;q=0.2", false)]
    [InlineData("text/plain;q=0.2,application/openmetrics-text;q=0.3", true)]
    [InlineData("text/plain,application/openmetrics-text", false)]
    [InlineData("application/openmetrics-text,text/plain", true)]
    [InlineData("text/plain;q=0.5,application/openmetrics-text;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0,text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("application/openmetrics-text;q=0.000,*/*", false)]
    [InlineData("application/openmetrics-text;q=x,text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=,text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=2,text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=-1,text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=0.5;q=0.9,text/plain;q=0.6", false)]
    [InlineData("text/plain;version=1.0.0,application/openmetrics-text;q=0.1", true)]
    [InlineData("text/plain;version=0.0.3,application/openmetrics-text;q=0.1", true)]
    [InlineData("nonsense,application/openmetrics-text", true)]
    [InlineData(";;,=,application/openmetrics-text;q=0.4", true)]
    [InlineData("image/png;title=\"application/openmetrics-text\",text/plain;q=0.1", false)]
    [InlineData("application/openmetrics-text;q=0.9,text/plain;version=0.0.4;q=1.0", false)]
    [InlineData("application/vnd.google.protobuf", false)]
    public void The_highest_q_wins(string? accept, bool openMetrics) => Assert.Equal(
        openMetrics ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text, Negotiation.Format(accept));

    [Fact]
    public void Several_headers_are_one_list() => Assert.Equal(
        ExpositionFormat.OpenMetrics,
        Negotiation.Format(new[] { "text/plain;q=0.1", "application/openmetrics-text;q=0.2" }));

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("GZip", true)]
    [InlineData("x-gzip", true)]
    [InlineData("deflate, gzip;q=1.0, *;q=0.5", true)]
    [InlineData("gzip;q=0.1", true)]
    [InlineData("gzip;q=0.5, identity;q=0.5", true)]
    [InlineData("gzip;q=0.5, identity", false)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.0, *", false)]
    [InlineData("identity", false)]
    [InlineData("identity;q=0, gzip;q=0.1", true)]
    [InlineData("br, deflate", false)]
    [InlineData("*", false)]
    [InlineData("notgzip", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Gzip_is_used_when_it_is_asked_for(string? acceptEncoding, bool gzip) =>
        Assert.Equal(gzip, Negotiation.WantsGzip(acceptEncoding));

    [Theory]
    [InlineData("10", 10.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("1e1", 10.0)]
    [InlineData("1e300", 86400.0)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("1,5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_deadline_is_a_positive_number_of_seconds(string? header, double? seconds) => Assert.Equal(
        seconds is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds.Value),
        ScrapeDeadline.Timeout(header));
}
