using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

/// <summary>The end: what waits is sent, and a receiver in trouble does not hold it up.</summary>
public sealed class OtlpStopTests
{
    [Theory]
    [InlineData("refuses", true, null)]
    [InlineData("refuses", false, null)]
    [InlineData("refuses", true, "in_memory")]
    [InlineData("refuses", false, "in_memory")]
    [InlineData("hangs", true, null)]
    [InlineData("hangs", false, "in_memory")]
    [InlineData("down", true, "in_memory")]
    [InlineData("down", false, null)]
    [InlineData("dead", true, "in_memory")]
    [InlineData("dead", false, null)]
    public async Task A_receiver_in_trouble_does_not_hold_it_up(string trouble, bool grpc, string? retry)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        receiver.Answer = trouble == "hangs" ? OtlpReceiver.HangAsync : grpc ? OtlpReceiver.GrpcStatus(14) : OtlpReceiver.Status(503);
        OtlpTarget target = receiver.Target("x", timeoutSeconds: 30);
        if (trouble == "down")
        {
            await receiver.StopAsync();
        }
        else if (trouble == "dead")
        {
            target = target with { Endpoint = new Uri("http://192.0.2.1:4317") }; // a network that is not there (RFC 5737)
        }

        var events = new OtlpFakeEvents();
        OtlpExport export = Start(target, events, retry);
        events.Send([.. Enumerable.Repeat(OtlpFakeEvents.Kill, 1000)]);
        await Task.Delay(500);

        long before = Stopwatch.GetTimestamp();
        export.Dispose();

        Assert.InRange(Stopwatch.GetElapsedTime(before).TotalSeconds, 0, 4.5);
        OtlpStatus status = export.Status;
        Assert.Equal(0, status.Exported);
        Assert.Equal(1000, status.Queued + status.QueueFull + status.ExportFailed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_is_sent(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        var events = new OtlpFakeEvents();
        OtlpExport export = Start(receiver.Target("x"), events, "in_memory", seconds: 3600);
        events.Send([.. Enumerable.Repeat(OtlpFakeEvents.Kill, 500)]);
        export.Dispose();

        Assert.Equal((500, 0), (export.Status.Exported, export.Status.Queued));
    }

    private static OtlpExport Start(OtlpTarget target, OtlpFakeEvents events, string? retry, double seconds = 0.05)
    {
        Environment.SetEnvironmentVariable(OtlpSettings.Retry, retry);
        try
        {
            return OtlpExport.Start(
                new OtlpSettings
                {
                    Metrics = target,
                    Logs = target,
                    MetricInterval = TimeSpan.FromSeconds(seconds),
                    ScheduleDelay = TimeSpan.FromSeconds(seconds),
                },
                new FakeSource { Events = events }, null, new CollectorHealth(NullLogger<CollectorHealth>.Instance), null, NullLoggerFactory.Instance);
        }
        finally
        {
            Environment.SetEnvironmentVariable(OtlpSettings.Retry, null);
        }
    }
}
