using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class SignalMetricsTests
{
    private static readonly Signal Kill = new(9);

    [Fact]
    public async Task A_series_has_the_six_labels_and_its_count()
    {
        var source = new FakeSource();
        source.Series.Add(Count(Comm.From("bash"), Comm.From("postgres"), 42));
        await using var exposed = new Exposed(source);

        Assert.Contains(
            "linux_signal_generated_total{code=\"SI_USER\",origin=\"user\",receiver_comm=\"postgres\","
            + "result=\"delivered\",sender_comm=\"bash\",signal=\"SIGKILL\"} 42",
            await exposed.ScrapeAsync());
    }

    [Fact]
    public async Task What_found_no_room_is_other_in_every_label_but_signal()
    {
        var source = new FakeSource { Other = { [Kill] = 7 } };
        await using var exposed = new Exposed(source);

        Assert.Contains(
            "linux_signal_generated_total{code=\"[other]\",origin=\"[other]\",receiver_comm=\"[other]\","
            + "result=\"[other]\",sender_comm=\"[other]\",signal=\"SIGKILL\"} 7",
            await exposed.ScrapeAsync());
    }

    [Fact]
    public async Task What_was_retired_is_told_by_signal()
    {
        await using var exposed = new Exposed(new FakeSource { Retired = { [Kill] = 5, [new Signal(15)] = 0 } });

        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains("signal_exporter_retired_signals_total{signal=\"SIGKILL\"} 5", lines);
        Assert.Contains("signal_exporter_retired_signals_total{signal=\"SIGTERM\"} 0", lines);
    }

    [Fact]
    public async Task Hostile_names_stay_two_series_and_valid()
    {
        var source = new FakeSource();
        source.Series.Add(Count(new Comm([0xff]), Comm.From("a\"\\\n"), 1));
        source.Series.Add(Count(Comm.From("\\xFF"), Comm.From("a\"\\\n"), 2));
        await using var exposed = new Exposed(source);

        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains(lines, line => line.Contains(@"receiver_comm=""a\""\\\n"",result=""delivered"",sender_comm=""\\xFF"",", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(@"sender_comm=""\\\\xFF"",", StringComparison.Ordinal) && line.EndsWith(" 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_series_that_is_gone_is_no_longer_served()
    {
        var source = new FakeSource();
        source.Series.Add(Count(Comm.From("a"), Comm.From("b"), 1));
        source.Series.Add(Count(Comm.From("c"), Comm.From("d"), 1));
        await using var exposed = new Exposed(source);
        _ = await exposed.ScrapeAsync();

        source.Series.RemoveAt(0);
        string[] lines = await exposed.ScrapeAsync();

        Assert.Single(lines, line => line.StartsWith("linux_signal_generated_total{", StringComparison.Ordinal));
        Assert.Contains("signal_exporter_series{metric=\"linux_signal_generated_total\"} 1", lines);
    }

    [Fact]
    public async Task A_source_that_fails_is_seen_and_takes_nothing_else_along()
    {
        var source = new FakeSource { Failure = new IOException("broken") };
        await using var exposed = new Exposed(source);

        string[] broken = await exposed.ScrapeAsync();
        source.Failure = null;
        string[] mended = await exposed.ScrapeAsync();

        Assert.Contains("signal_exporter_collector_success{collector=\"generated\"} 0", broken);
        Assert.Contains("signal_exporter_collector_success{collector=\"process\"} 1", broken);
        Assert.Contains("signal_exporter_collector_success{collector=\"generated\"} 1", mended);
    }

    [Fact]
    public async Task Kernel_programs_and_losses_are_told()
    {
        await using var exposed = new Exposed(new FakeSource());

        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains("signal_exporter_lost_signals_total{reason=\"recursion\"} 3", lines);
        Assert.Contains("signal_exporter_program_recursion_misses_total{program=\"signal_generate\"} 3", lines);
        Assert.Contains("signal_exporter_program_runs_total{program=\"signal_generate\"} 100", lines);
        Assert.Contains("signal_exporter_program_run_time_seconds_total{program=\"signal_generate\"} 0.25", lines);
    }

    internal static SeriesCount<SignalSeries> Count(Comm sender, Comm receiver, long value) => new(
        new SignalSeries(Kill, sender, receiver, new SignalCode(Kill, 0, Origin.User), Origin.User, SignalResult.Delivered),
        DateTimeOffset.UnixEpoch,
        value);
}
