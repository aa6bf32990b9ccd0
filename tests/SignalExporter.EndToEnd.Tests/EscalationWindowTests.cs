using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>--escalation.window says for how long a SIGTERM, or a signal that was survived, is remembered.</summary>
[Collection(FateSuite.Name)]
public sealed class EscalationWindowTests(FateProvoke provoke)
{
    // A window of one second; the first number is what the receiver does, the second how many milliseconds pass.
    private static readonly ConformanceCase[] Cases =
    [
        new("escalate 2 0 200", "ended SIGTERM killed S > R 2", "terminated SIGKILL user S > R 2", "escalated S > R 2"),
        new("escalate 2 0 2000", "ended SIGTERM killed S > R 2", "terminated SIGKILL user S > R 2"),

        // The second SIGTERM comes 800 ms before the SIGKILL.
        new(
            "escalate 2 0 2000 3",
            "ended SIGTERM killed S > R 2",
            "terminated SIGKILL user S > R 2",
            "escalated S > R 2"),

        // A SIGINT that is handled, then an exit or a SIGTERM.
        new("survive 1 2 200 0", "delivered SIGINT S > R 1", "ended SIGINT exited S > R 1"),
        new("survive 1 2 2000 0", "delivered SIGINT S > R 1"),
        new(
            "survive 1 2 200 1",
            "delivered SIGINT S > R 1",
            "ended SIGINT killed S > R 1",
            "terminated SIGTERM user S > R 1"),
        new(
            "survive 1 2 2000 1",
            "delivered SIGINT S > R 1",
            "ended SIGTERM killed S > R 1",
            "terminated SIGTERM user S > R 1"),

        // SIGTERM goes on asking.
        new("survive 1 15 2000 0", "delivered SIGTERM S > R 1", "ended SIGTERM exited S > R 1"),
    ];

    [Fact]
    public async Task What_is_older_than_the_window_is_forgotten()
    {
        await using Exporter exporter = await Exporter.StartAsync("--escalation.window=1s");

        await Task.WhenAll(Cases.Index().Select(
            c => CheckAsync(exporter, c.Item, $"window-s-{c.Index}", $"window-r-{c.Index}")));
    }

    private async Task CheckAsync(Exporter exporter, ConformanceCase wanted, string sender, string receiver)
    {
        IReadOnlyList<Observation> observed = [];
        FateGrowth growth = await exporter.GrowthAsync([sender, receiver], async () =>
            observed = await provoke.RunAsync(wanted.Row, wanted.Count, sender, receiver, wanted.Numbers));

        // Of two signals that asked, one stands for both.
        Assert.Equal(FateGrowth.Expected(wanted.Expected, sender, receiver), growth.Lines);
        FateTests.CheckTimes(growth.Ends, [.. observed.Where(o => growth.Ends.Any(e => e["signal"] == o.Signal))]);
    }
}
