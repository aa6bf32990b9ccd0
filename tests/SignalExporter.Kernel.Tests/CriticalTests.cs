using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>Signals to watched processes, in their own table of the running kernel.</summary>
public sealed class CriticalTests
{
    // Ignored signals do not count here, so these processes have a handler.
    private const string Signal = "SIGUSR2";

    private static readonly Signal Usr2 = new(12);

    [Fact]
    public void What_reaches_a_watched_process_is_taken_once()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([Pattern("kt-watched")]);
        DateTimeOffset before = DateTimeOffset.UtcNow;

        Shell.Handle(Signal, 3, "kt-watched");
        Shell.Handle(Signal, 5, "kt-other");
        CriticalReading first = source.TakeCritical();
        CriticalReading second = source.TakeCritical();

        CriticalSignal signal = Assert.Single(first.Signals);
        Assert.Equal(
            (Usr2, Comm.From("kt-watched"), Comm.From("kt-watched"), (uint?)0, Origin.User, 3L),
            (signal.Signal, signal.Sender, signal.Receiver, signal.SenderUid, signal.Origin, signal.Count));
        Assert.InRange(signal.Last, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Empty(first.Overflow);
        Assert.Empty(second.Signals);
    }

    [Fact]
    public void A_signal_that_is_not_counted_otherwise_is_watched_all_the_same()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions { Counts = signal => signal != Usr2 });
        source.Watch([Pattern("kt-watched")]);

        Shell.Handle(Signal, 3, "kt-watched");

        Assert.Equal(3, source.TakeCritical().Signals.Sum(signal => signal.Count));
        Assert.DoesNotContain(source.Read().Series, count => count.Series.Signal == Usr2);
    }

    [Fact]
    public void A_prefix_fits_all_that_begin_so()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([Pattern("kt-pre*")]);

        Shell.Handle(Signal, 1, "kt-pre");
        Shell.Handle(Signal, 1, "kt-prefix-is-15");
        Shell.Handle(Signal, 1, "kt-pr");

        Assert.Equal(
            ["kt-pre", "kt-prefix-is-15"],
            source.TakeCritical().Signals.Select(signal => signal.Receiver.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_process_ignores_has_not_reached_it()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([new WatchPattern(new CommPattern("kt-deaf"), new HashSet<Signal> { new(28) })]);

        Shell.SendToItself("SIGWINCH", 3, "kt-deaf");

        Assert.Empty(source.TakeCritical().Signals);
    }

    [Fact]
    public void Another_list_takes_the_place_of_the_first()
    {
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([Pattern("kt-first")]);
        Shell.Handle(Signal, 1, "kt-first");

        source.Watch([Pattern("kt-second")]);
        Shell.Handle(Signal, 1, "kt-first");
        Shell.Handle(Signal, 1, "kt-second");
        source.Watch([]);
        Shell.Handle(Signal, 1, "kt-second");

        Assert.Equal(
            [("kt-first", 1L), ("kt-second", 1L)],
            source.TakeCritical().Signals.Select(signal => (signal.Receiver.ToString(), signal.Count)).Order());
    }

    [Fact]
    public void More_pairs_than_there_is_room_for_are_counted_all_the_same()
    {
        const int names = SignalLayout.CriticalSlots + 500;
        using var source = new EbpfSignalSource(new SignalSourceOptions());
        source.Watch([Pattern("nobody"), Pattern("kt-many*")]);

        Shell.HandleUnderManyNames(Signal, names, "kt-many");
        CriticalReading full = source.TakeCritical();
        Shell.HandleUnderManyNames(Signal, 10, "kt-many-new");
        CriticalReading emptied = source.TakeCritical();

        Assert.All(full.Overflow, overflow => Assert.Equal(("kt-many*", Usr2), (overflow.Pattern.Process.Text, overflow.Signal)));
        Assert.True(full.Overflow.Sum(overflow => overflow.Count) >= 500);
        Assert.Equal(names, full.Signals.Sum(signal => signal.Count) + full.Overflow.Sum(overflow => overflow.Count));
        Assert.Equal(10, emptied.Signals.Count);
        Assert.Empty(emptied.Overflow);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a*b")]
    [InlineData("a**")]
    [InlineData("sixteen-bytes-it")]
    public void A_name_that_can_fit_no_process_is_refused(string text) =>
        Assert.Throws<FormatException>(() => new CommPattern(text));

    [Theory]
    [InlineData("postgres", "postgres", true)]
    [InlineData("postgres", "postgres2", false)]
    [InlineData("postgres", "postgre", false)]
    [InlineData("postgres*", "postgres", true)]
    [InlineData("postgres*", "postgres2", true)]
    [InlineData("postgres*", "postgre", false)]
    [InlineData("fifteen-bytes-i*", "fifteen-bytes-i", true)]
    public void A_pattern_fits_in_user_space_as_in_the_kernel(string pattern, string comm, bool fits) =>
        Assert.Equal(fits, new CommPattern(pattern).Matches(Comm.From(comm)));

    private static WatchPattern Pattern(string process) => new(new CommPattern(process), new HashSet<Signal> { Usr2 });
}
