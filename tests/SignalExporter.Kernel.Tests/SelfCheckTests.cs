using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>The check at the start: it finds this kernel as it should be, and leaves no trace.</summary>
public sealed class SelfCheckTests
{
    private static readonly Comm Own = new(File.ReadAllBytes("/proc/self/comm").AsSpan().TrimEnd((byte)'\n'));

    private static readonly HashSet<Signal> Harmless = [new(17), new(23), new(28)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void It_holds_and_leaves_nothing(bool countsAll, bool allAreEvents)
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions
        {
            Counts = signal => countsAll || signal.Number != 17,
            Events = new EventFilter { Signals = allAreEvents ? Harmless : new HashSet<Signal> { new(9) } },
            SelfCheck = true,
        });

        Assert.Empty(source.SelfCheck!.Failures);
        SignalReading reading = source.Read();
        Assert.DoesNotContain(reading.Series, s => Harmless.Contains(s.Series.Signal) && s.Series.Receiver == Own && s.Series.Sender == Own);
        Assert.Empty(reading.Other);
        Assert.DoesNotContain(reading.Fates.Delivery!.Series, s => s.Series.Receiver == Own && s.Series.Sender == Own);
        source.Events!.Flush();
        Assert.Equal(0, source.Events.Seen);
    }

    [Fact]
    public void The_watchlist_does_not_see_it()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions { Counts = signal => signal.Number != 17, SelfCheck = true });
        source.Watch([new WatchPattern(new CommPattern(Own), Harmless)]);

        Assert.DoesNotContain(source.TakeCritical().Signals, s => s.Sender == Own);
    }

    [Fact]
    public void It_takes_less_than_20_ms()
    {
        double[] times = new double[5];
        for (int i = 0; i < times.Length; i++)
        {
            using var source = new EbpfSignalSource(new SignalSourceOptions { SelfCheck = true });
            times[i] = source.SelfCheck!.Duration.TotalMilliseconds;
        }

        Assert.InRange(times.Min(), 0, 20);
    }

    [Fact]
    public void Two_at_once_do_not_disturb_each_other()
    {
        SelfCheckResult?[] results = new SelfCheckResult?[4];
        Parallel.For(0, results.Length, i =>
        {
            using var source = new EbpfSignalSource(new SignalSourceOptions { SelfCheck = true });
            results[i] = source.SelfCheck;
        });

        Assert.All(results, result => Assert.Empty(result!.Failures));
    }
}
