using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>The source on the running kernel; the conformance matrix of the end-to-end tests goes through all the ways.</summary>
public sealed class EbpfSignalSourceTests
{
    [Fact]
    public void Signals_are_counted_one_by_one_and_the_series_stays_the_same_object()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        DateTimeOffset before = DateTimeOffset.UtcNow;

        Shell.SendToItself("SIGURG", 7, "kt-one");
        SeriesCount<SignalSeries> first = Single(source, "kt-one");
        Shell.SendToItself("SIGURG", 5, "kt-one");
        SeriesCount<SignalSeries> second = Single(source, "kt-one");

        Assert.Equal(7, first.Value);
        Assert.Equal(12, second.Value);
        Assert.Same(first.Series, second.Series);
        Assert.Equal(first.Started, second.Started);
        Assert.InRange(first.Started, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(
            (Comm.From("kt-one"), Comm.From("kt-one"), "SI_USER", Origin.User, SignalResult.Ignored),
            (first.Series.Sender, first.Series.Receiver, first.Series.Code.Name, first.Series.Origin, first.Series.Result));
    }

    [Fact]
    public void A_signal_that_is_not_wanted_is_not_counted()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions { Counts = signal => signal.Name != "SIGURG" });

        Shell.SendToItself("SIGURG", 3, "kt-unwanted");
        Shell.SendToItself("SIGWINCH", 3, "kt-unwanted");

        Assert.Equal("SIGWINCH", Single(source, "kt-unwanted").Series.Signal.Name);
    }

    [Fact]
    public void Beyond_the_limit_signals_count_as_other_by_signal()
    {
        using var source = new EbpfSignalSource(
            new SignalSourceOptions { SeriesLimit = 1, Counts = signal => signal.Name is "SIGURG" or "SIGWINCH" });

        Shell.SendToItself("SIGWINCH", 1, "kt-first");
        Shell.SendToItself("SIGURG", 4, "kt-second");
        SignalReading reading = source.Read();

        Assert.Single(reading.Series);
        Assert.Equal(4, reading.Other.Single(other => other.Key.Name == "SIGURG").Value);
    }

    [Fact]
    public void The_kernel_says_how_its_programs_do()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());

        Assert.Equal(["mark_victim", "sched_process_exit", "signal_deliver", "signal_generate"], source.Programs.Select(program => program.Name).Order());
        Assert.All(source.Programs, program => Assert.Equal(0, program.ReadStatistics().RecursionMisses));
        Assert.Equal(0, source.ReadLost()["recursion"]);
    }

    [Fact]
    public void A_reading_after_the_end_is_an_exception_and_no_crash()
    {
        var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([]);
        source.Dispose();

        Assert.Throws<ObjectDisposedException>(source.Read);
        Assert.Throws<ObjectDisposedException>(() => source.Watch([]));
        Assert.Empty(source.TakeCritical().Signals);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void An_impossible_limit_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EbpfSignalSource(new SignalSourceOptions { SeriesLimit = limit }));

    private static SeriesCount<SignalSeries> Single(EbpfSignalSource source, string comm) =>
        source.Read().Series.Single(count => count.Series.Receiver == Comm.From(comm));
}
