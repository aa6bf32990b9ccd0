using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class OtlpLogsTests
{
    // As OtlpExport.Start does: the SDK's exporters read it themselves.
    static OtlpLogsTests() => Environment.SetEnvironmentVariable(OtlpSettings.Retry, OtlpSettings.InMemory);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_record_has_the_whole_story(bool grpc, bool gzip)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        if (gzip)
        {
            // What is compressed is not decoded here: that it is taken is enough.
            receiver.Answer = async context =>
            {
                Assert.Equal("gzip", context.Request.Headers["grpc-encoding"]);
                await OtlpReceiver.GrpcStatus(3)(context);
            };
        }

        var events = new OtlpFakeEvents();
        using var sending = new Sending(events, receiver, gzip: gzip);
        events.Send(OtlpFakeEvents.Kill with { Value = -3, ForgedPid = 1, CommandLine = "bash -c x" });
        if (gzip)
        {
            await OtlpReceiver.UntilAsync(() => sending.Status.ExportFailed == 1);
            return;
        }

        await OtlpReceiver.UntilAsync(() => sending.Status.Exported == 1);

        OtlpMessage record = receiver.LogRecords.Single();
        Assert.Equal("secret", receiver.LastHeaders["api-key"]);
        Assert.Equal("linux.signal", record.Text(12));
        Assert.Equal("SIGKILL from bash(4711) < sshd(801) < sshd(640) to postgres(1219), delivered", record.Message(5).Text(1));
        Assert.Equal((ulong)(OtlpFakeEvents.Kill.Time - DateTimeOffset.UnixEpoch).Ticks * 100, record.Number(1));
        Assert.Equal(17UL, record.Number(2)); // ERROR
        var expected = new Dictionary<string, object>
        {
            ["linux.signal.name"] = "SIGKILL",
            ["linux.signal.number"] = 9L,
            ["linux.signal.origin"] = "user",
            ["linux.signal.code"] = "SI_USER",
            ["linux.signal.result"] = "delivered",
            ["linux.signal.sender.comm"] = "bash",
            ["linux.signal.sender.pid"] = 4711L,
            ["linux.signal.sender.vpid"] = 11L,
            ["linux.signal.sender.uid"] = 1000L,
            ["linux.signal.sender.thread.id"] = 4712L,
            ["linux.signal.sender.thread.name"] = "worker",
            ["linux.signal.sender.cgroup"] = "/user.slice/session-1.scope",
            ["linux.signal.sender.command_line"] = "bash -c x",
            ["linux.signal.sender.ancestor.comms"] = new object[] { "sshd", "sshd" },
            ["linux.signal.sender.ancestor.pids"] = new object[] { 801L, 640L },
            ["linux.signal.receiver.comm"] = "postgres",
            ["process.pid"] = 1219L,
            ["process.vpid"] = 7L,
            ["process.real_user.id"] = 26L,
            ["thread.id"] = 1220L,
            ["thread.name"] = "checkpointer",
            ["process.linux.cgroup"] = OtlpFakeEvents.ContainerPath,
            ["container.id"] = OtlpFakeEvents.ContainerId,
            ["k8s.pod.uid"] = OtlpFakeEvents.PodUid,
            ["linux.signal.value"] = -3L,
            ["linux.signal.forged_pid"] = 1L,
            ["linux.signal.watch.process"] = "postgres",
            ["linux.signal.watch.expected"] = false,
        };
        Assert.Equal(expected.OrderBy(pair => pair.Key), record.Attributes(6).OrderBy(pair => pair.Key));

        OtlpMessage resource = receiver.LogRequests.Single().Message(1);
        Assert.Equal("signal-exporter", resource.Message(1).Attributes(1)["service.name"]);
        Assert.Equal("signal-exporter", resource.Message(2).Message(1).Text(1));
    }

    public static TheoryData<bool, string> Troubles { get; } = new()
    {
        { false, "503" }, { false, "429" }, { false, "hang" }, { false, "down" }, { true, "unavailable" }, { true, "exhausted" }, { true, "hang" }, { true, "down" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_receiver_in_trouble_costs_what_is_counted_and_nothing_more(bool grpc, string trouble)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        receiver.Answer = trouble switch
        {
            "503" => OtlpReceiver.Status(503),
            "429" => OtlpReceiver.Status(429, retryAfter: "1"),
            "hang" => OtlpReceiver.HangAsync,
            "unavailable" => OtlpReceiver.GrpcStatus(14),

            // RESOURCE_EXHAUSTED with a RetryInfo of one second: the receiver is full.
            "exhausted" => OtlpReceiver.GrpcStatus(8, "CAgaLgoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxICCgA"),
            _ => null,
        };
        if (trouble == "down")
        {
            await receiver.StopAsync();
        }

        var events = new OtlpFakeEvents();
        using var sending = new Sending(events, receiver, timeoutSeconds: 2);
        const int sent = 1000;
        for (int i = 0; i < sent; i += 10)
        {
            events.Send([.. Enumerable.Range(i, 10).Select(n => OtlpFakeEvents.Kill with { Value = n })]);
        }

        OtlpStatus status = sending.Status;
        await OtlpReceiver.UntilAsync(() => status.ExportFailed >= Sending.BatchSize);
        Assert.InRange(status.QueueFull, sent - (2 * Sending.QueueSize), sent - Sending.QueueSize);
        if (trouble == "down")
        {
            await receiver.StartAsync();
        }

        receiver.Answer = null;
        events.Send(OtlpFakeEvents.Kill with { Value = sent });
        await OtlpReceiver.UntilAsync(() => status.Queued == 0);

        // In order, none that was not counted, and the last one.
        long[] values = [.. receiver.LogRecords.Select(record => (long)record.Attributes(6)["linux.signal.value"])];
        Assert.Equal(values.Distinct().Order(), values);
        Assert.Equal(status.Exported, values.Length);
        Assert.Equal(sent, values.Last());
        Assert.Equal(sent + 1, status.Exported + status.QueueFull + status.ExportFailed);
    }

    [Fact]
    public async Task A_receiver_that_is_back_within_the_time_of_an_export_misses_nothing()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        receiver.Answer = OtlpReceiver.Status(503);
        var events = new OtlpFakeEvents();
        using var sending = new Sending(events, receiver, timeoutSeconds: 20);

        events.Send(OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => receiver.Attempts == 1);
        receiver.Answer = null;
        await OtlpReceiver.UntilAsync(() => sending.Status.Exported == 1);

        Assert.Single(receiver.LogRecords);
    }

    [Theory]
    [InlineData(false, 400)]
    [InlineData(true, 3)]
    [InlineData(true, 8)] // RESOURCE_EXHAUSTED without a time: the message is too large
    public async Task What_is_refused_for_good_is_dropped_and_counted(bool grpc, int status)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        receiver.Answer = grpc ? OtlpReceiver.GrpcStatus(status) : OtlpReceiver.Status(status);
        var events = new OtlpFakeEvents();
        using var sending = new Sending(events, receiver);

        events.Send(OtlpFakeEvents.Kill, OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => sending.Status.ExportFailed == 2);
        receiver.Answer = null;
        events.Send(OtlpFakeEvents.Kill);

        await OtlpReceiver.UntilAsync(() => sending.Status.Exported == 1);
    }

    [Fact]
    public async Task What_waits_is_sent_when_the_exporter_stops()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        var events = new OtlpFakeEvents();
        using (new Sending(events, receiver, delaySeconds: 3600))
        {
            events.Send(OtlpFakeEvents.Kill);
        }

        Assert.Single(receiver.LogRecords);
    }

    [Fact]
    public async Task A_receiver_that_hangs_does_not_hold_the_exporter_up_when_it_stops()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        receiver.Answer = OtlpReceiver.HangAsync;
        var events = new OtlpFakeEvents();
        var sending = new Sending(events, receiver, timeoutSeconds: 60);
        events.Send(OtlpFakeEvents.Kill);
        await OtlpReceiver.UntilAsync(() => receiver.Attempts == 1);

        DateTimeOffset before = DateTimeOffset.UtcNow;
        sending.Dispose();

        Assert.InRange((DateTimeOffset.UtcNow - before).TotalSeconds, 0, 5);
    }

    /// <summary>Log records on their way to a receiver.</summary>
    private sealed class Sending : IDisposable
    {
        internal const int QueueSize = 100;
        internal const int BatchSize = 30;

        private readonly Watchlist _watchlist = new(
            new FakeSource(), new CollectorHealth(NullLogger<CollectorHealth>.Instance), TimeProvider.System);

        private readonly OtlpLogs _logs;

        internal Sending(OtlpFakeEvents events, OtlpReceiver receiver, double timeoutSeconds = 10, double delaySeconds = 0.05, bool gzip = false)
        {
            _watchlist.Use([WatchlistTests.Rule("postgres")]);
            var settings = new OtlpSettings
            {
                Logs = receiver.Target("logs", timeoutSeconds, gzip),
                QueueSize = QueueSize,
                BatchSize = BatchSize,
                ScheduleDelay = TimeSpan.FromSeconds(delaySeconds),
            };
            _logs = new OtlpLogs(settings, events, _watchlist, Status, new ExportLog(NullLogger.Instance, "logs", settings.Logs));
        }

        internal OtlpStatus Status { get; } = new(sendsMetrics: false, sendsLogs: true);

        public void Dispose()
        {
            _logs.Dispose();
            _watchlist.Dispose();
        }
    }
}
