using System.Diagnostics;
using System.IO.Pipelines;
using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace SignalExporter.Prometheus.Tests;

/// <summary>10,000 series of the shape of the program's own. The limits are wide: the machine may be busy.</summary>
[Collection(Alone.Name)]
public sealed class PerformanceTests(ITestOutputHelper output)
{
    private const int Series = 10_000;
    private const int Rounds = 150;

    private static PrometheusExporter Exporter()
    {
        var family = new MetricFamily("linux.signal.generated", MetricKind.Counter, "{signal}", "Signals.");
        var labels = Enumerable.Range(0, Series).Select(i => LabelSet.Create(
            new("signal", "SIGTERM"), new("sender_comm", $"sender{i}"), new("receiver_comm", $"receiver{i}"),
            new("code", "SI_USER"), new("origin", "user"), new("result", "delivered"))).ToArray();
        var started = DateTimeOffset.UtcNow;
        return Producer.Exporter(sink =>
        {
            sink.Begin(family);
            for (var i = 0; i < labels.Length; i++)
            {
                sink.Add(labels[i], 1_000_000L + i, started);
            }
        });
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("OpenMetrics")]
    public async Task A_scrape_of_10000_series_is_collected_and_written_in_a_few_milliseconds(string format)
    {
        using var exporter = Exporter();
        var writer = new ExpositionWriter(Enum.Parse<ExpositionFormat>(format), createdTimestamps: false);
        var collecting = new List<TimeSpan>();
        var writing = new List<TimeSpan>();
        var allocated = 0L;

        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            var snapshot = await exporter.CollectAsync();
            collecting.Add(Stopwatch.GetElapsedTime(start));
            start = Stopwatch.GetTimestamp();
            var body = PipeWriter.Create(Stream.Null);
            await writer.WriteAsync(snapshot, body, default);
            writing.Add(Stopwatch.GetElapsedTime(start));
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            await body.CompleteAsync();
        }

        output.WriteLine(
            $"{format}: collected in {Median(collecting):0.00} ms, written in {Median(writing):0.00} ms, "
            + $"{allocated / 1024} KiB allocated");
        Assert.InRange(Median(collecting) + Median(writing), 0, 20);
        Assert.InRange(allocated, 0, 3 * 1024 * 1024);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task A_scrape_of_10000_series_over_HTTP_takes_a_few_milliseconds(string encoding)
    {
        using var exporter = Exporter();
        await using var server = await ScrapeServer.StartAsync(exporter);
        var times = new List<TimeSpan>();
        var length = 0;

        for (var round = 0; round < Rounds; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
            var start = Stopwatch.GetTimestamp();
            using var response = await server.Client.SendAsync(request);
            length = (await response.Content.ReadAsByteArrayAsync()).Length;
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        output.WriteLine($"{encoding}: {Median(times):0.00} ms for {length / 1024} KiB");
        Assert.InRange(Median(times), 0, 100);
    }

    [Fact]
    public async Task No_array_of_a_collection_is_on_the_large_object_heap()
    {
        using var exporter = Exporter();
        await exporter.CollectAsync();

        var largest = (await exporter.CollectAsync()).Families.Max(family =>
            Enumerable.Range(0, family.Points.ChunkCount).Max(chunk => family.Points[chunk].Length));

        Assert.InRange(largest * System.Runtime.CompilerServices.Unsafe.SizeOf<Collection.Point>(), 1, 85_000);
    }

    private static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMilliseconds;
}
