using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class FateMetricsTests
{
    private static readonly Signal Term = new(15);
    private static readonly DateTimeOffset Started = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public async Task A_delivery_is_a_histogram_in_seconds()
    {
        DurationBucket[] buckets = Buckets((0, 2, 15_000), (16, 1, 400_000_000_000));
        await using var exposed = new Exposed(new FakeSource
        {
            Fates = new() { Delivery = new([new(Series(outcome: null), Started, buckets)], [], 0) },
        });

        string[] lines = await exposed.ScrapeAsync();

        const string labels = "receiver_comm=\"postgres\",sender_comm=\"sh\",signal=\"SIGTERM\"";
        Assert.Contains($"linux_signal_delivery_duration_seconds_bucket{{{labels},le=\"1E-05\"}} 2", lines);
        Assert.Contains($"linux_signal_delivery_duration_seconds_bucket{{{labels},le=\"300\"}} 2", lines);
        Assert.Contains($"linux_signal_delivery_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 3", lines);
        Assert.Contains($"linux_signal_delivery_duration_seconds_count{{{labels}}} 3", lines);
        Assert.Contains($"linux_signal_delivery_duration_seconds_sum{{{labels}}} 400.000015", lines);
    }

    [Fact]
    public async Task A_termination_tells_its_outcome()
    {
        DurationBucket[] buckets = Buckets((3, 1, 9_000_000));
        await using var exposed = new Exposed(new FakeSource
        {
            Fates = Terminations([new(Series(TerminationOutcome.Exited), Started, buckets)], []),
        });

        Assert.Contains(
            "linux_signal_termination_duration_seconds_sum{outcome=\"exited\",receiver_comm=\"postgres\",sender_comm=\"sh\",signal=\"SIGTERM\"} 0.009",
            await exposed.ScrapeAsync());
    }

    [Fact]
    public async Task What_found_no_room_is_other_in_every_label_but_signal()
    {
        DurationBucket[] buckets = Buckets((3, 4, 9_000_000));
        await using var exposed = new Exposed(new FakeSource
        {
            Fates = Terminations([], [new(Series(outcome: null), Started, buckets)]) with
            {
                Terminated = new([], new Dictionary<Signal, long> { [Term] = 5 }, 6),
                Escalations = new([], new Dictionary<Signal, long> { [new(9)] = 7 }, 0),
                SendFailures = new([], new Dictionary<Signal, long> { [Signal.Invalid] = 8 }, 0),
            },
        });

        string[] lines = await exposed.ScrapeAsync();

        Assert.Contains(
            "linux_signal_termination_duration_seconds_count{outcome=\"[other]\",receiver_comm=\"[other]\",sender_comm=\"[other]\",signal=\"SIGTERM\"} 4", lines);
        Assert.Contains(
            "linux_signal_terminated_processes_total{origin=\"[other]\",receiver_comm=\"[other]\",sender_comm=\"[other]\",signal=\"SIGTERM\"} 5", lines);
        Assert.Contains("linux_signal_escalations_total{receiver_comm=\"[other]\",sender_comm=\"[other]\"} 7", lines);
        Assert.Contains(
            "linux_signal_send_failures_total{error=\"[other]\",sender_comm=\"[other]\",signal=\"invalid\",syscall=\"[other]\"} 8", lines);
        Assert.Contains("signal_exporter_retired_total{metric=\"linux_signal_terminated_processes_total\"} 6", lines);
    }

    [Fact]
    public async Task What_is_not_collected_is_not_there()
    {
        await using var exposed = new Exposed(new FakeSource());

        Assert.DoesNotContain(
            await exposed.ScrapeAsync(),
            line => new[] { "_delivery_", "_termination_", "_terminated_", "_escalations_", "_failures_", "followed_signals" }
                .Any(part => line.Contains(part, StringComparison.Ordinal)));
    }

    /// <summary>One of each.</summary>
    internal static FateReading Everything => Terminations([new(Series(TerminationOutcome.Killed), Started, Buckets((0, 1, 1)))], []) with
    {
        Delivery = new([new(Series(outcome: null), Started, Buckets((0, 1, 1)))], [], 0),
        SendFailures = new([new(new(Term, Comm.From("sh"), SendingCall.Kill, 3), Started, 1)], new Dictionary<Signal, long>(), 0),
    };

    private static FateReading Terminations(IReadOnlyList<DurationCount> series, IReadOnlyList<DurationCount> other) => new()
    {
        Termination = new(series, other, 0),
        Terminated = new([new(new(Term, Comm.From("sh"), Comm.From("postgres"), Origin.User), Started, 1)], new Dictionary<Signal, long>(), 0),
        Escalations = new([new(new(Comm.From("sh"), Comm.From("postgres")), Started, 1)], new Dictionary<Signal, long>(), 0),
    };

    private static DurationSeries Series(TerminationOutcome? outcome) => new(Term, Comm.From("sh"), Comm.From("postgres"), outcome);

    private static DurationBucket[] Buckets(params (int Index, long Count, long Nanoseconds)[] filled)
    {
        var buckets = new DurationBucket[DurationBounds.Delivery.Count + 1];
        foreach ((int index, long count, long nanoseconds) in filled)
        {
            buckets[index] = new DurationBucket(count, nanoseconds);
        }

        return buckets;
    }
}
