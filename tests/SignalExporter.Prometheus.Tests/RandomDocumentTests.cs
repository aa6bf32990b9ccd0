using System.Text;
using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Tests.Naive;
using SignalExporter.Prometheus.Tests.OpenMetrics;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class RandomDocumentTests
{
    [Theory]
    [InlineData(0, 300, 12)]
    [InlineData(1000, 4, 300)]
    [InlineData(5000, 1, 4000)]
    public async Task Random_families_are_strict_OpenMetrics_and_agree_with_the_naive_writer(
        int firstSeed, int documents, int families)
    {
        for (var seed = firstSeed; seed < firstSeed + documents; seed++)
        {
            var model = new RandomMetrics(seed).Families(families);
            var created = seed % 2 == 0;
            using var exporter = Producer.Exporter(sink => FamilyModel.Produce(model, sink));

            var openMetrics = await exporter.BytesAsync(ExpositionFormat.OpenMetrics, created);
            var text = await exporter.BytesAsync(ExpositionFormat.Text, created);

            OpenMetricsParser.Parse(openMetrics);
            AssertSame(NaiveWriter.Write(model, openMetrics: true, created), openMetrics, seed);
            AssertSame(NaiveWriter.Write(model, openMetrics: false, created), text, seed);
        }
    }

    [Fact]
    public async Task Both_formats_hold_the_same_series_with_the_same_values()
    {
        var model = new RandomMetrics(7).Families(2000);
        using var exporter = Producer.Exporter(sink => FamilyModel.Produce(model, sink));

        var openMetrics = Samples(await exporter.OpenMetricsAsync());
        var text = Samples(await exporter.TextAsync());

        // Only a sum that is no counter, and its count, are missing in OpenMetrics.
        Assert.Subset(text, openMetrics);
        Assert.All(text.Except(openMetrics), line => Assert.Matches("^[a-zA-Z0-9:_]+_(sum|count)[ {]", line));
    }

    private static HashSet<string> Samples(string document) =>
        [.. document.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private static void AssertSame(string expected, byte[] actual, int seed)
    {
        // Line by line, for a message that one can read.
        var expectedLines = expected.Split('\n');
        var actualLines = Encoding.UTF8.GetString(actual).Split('\n');
        foreach (var (want, got) in expectedLines.Zip(actualLines))
        {
            Assert.True(want == got, $"seed {seed}\nwant {want}\ngot  {got}");
        }

        Assert.Equal(Encoding.UTF8.GetBytes(expected), actual);
    }
}
