using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Tests.Naive;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class PromtoolTests
{
    private const int CannotRead = 1;

    [Fact]
    public async Task Promtool_has_nothing_to_say_about_well_named_metrics()
    {
        using var exporter = Producer.Exporter(WellNamed.Produce);
        await using var server = await ScrapeServer.StartAsync(exporter);

        var (exitCode, output) = await Promtool.CheckAsync((await server.ScrapeAsync()).Body);

        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public async Task Promtool_reads_hostile_metrics()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var model = new RandomMetrics(seed).Families(400);
            using var exporter = Producer.Exporter(sink => FamilyModel.Produce(model, sink));

            var (exitCode, output) = await Promtool.CheckAsync(await exporter.BytesAsync(ExpositionFormat.Text));

            Assert.True(exitCode != CannotRead, $"seed {seed}: {output}");
        }
    }

    [Fact]
    public async Task Promtool_refuses_what_is_no_text_format() => Assert.Equal(
        CannotRead, (await Promtool.CheckAsync("a{b=c} 1\n"u8.ToArray())).ExitCode);
}
