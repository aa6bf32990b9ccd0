using System.Diagnostics;
using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>Series make room, and no count is lost.</summary>
public sealed class RetirementTests
{
    private static readonly Signal Winch = new(28);

    [Fact]
    public void A_series_that_is_idle_ends_and_what_it_counted_stays_counted()
    {
        var options = new SignalSourceOptions { SeriesIdle = TimeSpan.FromMilliseconds(50), Counts = signal => signal == Winch };
        using var source = new EbpfSignalSource(options);
        Shell.SendToItself("SIGWINCH", 7, "kt-idle");
        SeriesCount<SignalSeries> before = Single(source, "kt-idle");

        EndIdle(source, options);
        SignalReading empty = source.Read();
        Shell.SendToItself("SIGWINCH", 3, "kt-idle");
        SeriesCount<SignalSeries> after = Single(source, "kt-idle");

        Assert.Empty(empty.Series);
        Assert.Equal(7, empty.Retired[Winch]);
        Assert.Equal(3, after.Value);
        Assert.NotSame(before.Series, after.Series);
        Assert.True(after.Started > before.Started);
        Assert.Equal(7, source.Read().Retired[Winch]);
    }

    [Fact]
    public void A_series_that_counts_lives_on()
    {
        var options = new SignalSourceOptions { SeriesIdle = TimeSpan.FromMinutes(1), Counts = signal => signal == Winch };
        using var source = new EbpfSignalSource(options);
        Shell.SendToItself("SIGWINCH", 7, "kt-busy");

        EndIdle(source, options);

        Assert.Equal(7, Single(source, "kt-busy").Value);
        Assert.Equal(0, source.Read().Retired[Winch]);
    }

    [Fact]
    public void Under_pressure_the_longest_idle_end_first_until_half_is_free()
    {
        var options = new SignalSourceOptions
        {
            SeriesLimit = 20,
            SeriesIdleUnderPressure = TimeSpan.FromMilliseconds(50),
            Counts = signal => signal == Winch,
        };
        using var source = new EbpfSignalSource(options);
        Shell.SendUnderManyNames("SIGWINCH", 10, "kt-old");
        _ = source.Read();
        Shell.SendUnderManyNames("SIGWINCH", 6, "kt-new");

        EndIdle(source, options);
        SignalReading reading = source.Read();

        Assert.Equal(10, reading.Series.Count);
        Assert.Equal(6, reading.Series.Count(count => count.Series.Sender.ToString().StartsWith("kt-new", StringComparison.Ordinal)));
        Assert.Equal(6, reading.Retired[Winch]);
    }

    [Fact]
    public void Without_pressure_the_short_time_does_not_count()
    {
        var options = new SignalSourceOptions
        {
            SeriesLimit = 20,
            SeriesIdleUnderPressure = TimeSpan.FromMilliseconds(50),
            Counts = signal => signal == Winch,
        };
        using var source = new EbpfSignalSource(options);
        Shell.SendUnderManyNames("SIGWINCH", 14, "kt-few");

        EndIdle(source, options);

        Assert.Equal(14, source.Read().Series.Count);
    }

    [Fact]
    public async Task While_series_come_and_go_and_come_back_every_signal_is_counted_once()
    {
        // More names than there is room for, from two senders, so that series also begin and end at the same moment.
        const int rounds = 400;
        const int names = 30;
        var options = new SignalSourceOptions { SeriesLimit = 40, SeriesIdle = TimeSpan.Zero, Counts = signal => signal == Winch };
        using var source = new EbpfSignalSource(options);
        Process[] shells = [Shell.StartRounds("SIGWINCH", rounds, names, "kt-a"), Shell.StartRounds("SIGWINCH", rounds, names, "kt-b")];
        Task senders = Task.WhenAll(shells.Select(shell => shell.WaitForExitAsync()));

        int passes = 0;
        while (!senders.IsCompleted)
        {
            source.MakeRoom();
            passes++;
        }

        await senders;
        Array.ForEach(shells, Shell.Finish);
        SignalReading reading = source.Read();
        long counted = reading.Series.Sum(count => count.Value) + reading.Other.GetValueOrDefault(Winch) + reading.Retired[Winch];
        Assert.Equal(2 * rounds * names, counted);
        Assert.True(passes > 10, $"{passes} passes");
        Assert.True(reading.Retired[Winch] > 100, $"{reading.Retired[Winch]} retired");
    }

    [Fact]
    public void A_user_who_fills_the_table_leaves_room_for_the_others()
    {
        var options = new SignalSourceOptions { SeriesLimit = 60, Counts = signal => signal == Winch };
        using var source = new EbpfSignalSource(options);

        Shell.SendUnderManyNames("SIGWINCH", 200, "kt-flood", user: "65534");
        Shell.SendUnderManyNames("SIGWINCH", 200, "kt-second", user: "65533");
        Shell.SendUnderManyNames("SIGWINCH", 3, "kt-third", user: "65532");
        Shell.SendToItself("SIGWINCH", 1, "kt-root");
        SignalReading reading = source.Read();
        int Of(string prefix) =>
            reading.Series.Count(count => count.Series.Sender.ToString().StartsWith(prefix, StringComparison.Ordinal));

        // One user has half; the next as many as are then still free, which is half of the rest.
        Assert.Equal((30, 15, 3, 1), (Of("kt-flood"), Of("kt-second"), Of("kt-third"), Of("kt-root")));
        Assert.Equal(170 + 185, reading.Other[Winch]);
    }

    [Fact]
    public void A_user_whose_series_have_ended_may_have_new_ones()
    {
        var options = new SignalSourceOptions
        {
            SeriesLimit = 60,
            SeriesIdle = TimeSpan.FromMilliseconds(50),
            Counts = signal => signal == Winch,
        };
        using var source = new EbpfSignalSource(options);
        Shell.SendUnderManyNames("SIGWINCH", 200, "kt-flood", user: "65534");
        EndIdle(source, options);

        Shell.SendUnderManyNames("SIGWINCH", 20, "kt-again", user: "65534");

        Assert.Equal(20, source.Read().Series.Count);
    }

    /// <summary>Lets some time pass that nothing is counted in, and ends what is idle.</summary>
    private static void EndIdle(EbpfSignalSource source, SignalSourceOptions options)
    {
        source.MakeRoom();
        Thread.Sleep(100);
        source.MakeRoom();
    }

    private static SeriesCount<SignalSeries> Single(EbpfSignalSource source, string comm) =>
        source.Read().Series.Single(count => count.Series.Receiver == Comm.From(comm));
}
