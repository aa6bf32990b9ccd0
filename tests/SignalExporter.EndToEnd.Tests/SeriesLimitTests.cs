using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>However many names there are, the series stay within their limit, and not one signal is lost.</summary>
[Collection(KernelSuite.Name)]
public sealed class SeriesLimitTests(Provoke provoke)
{
    private const int Limit = 70;

    // Signals that nothing else on the machine is likely to send: every one of them is counted here.
    private const int First = 51;
    private const int Second = 52;
    private const string FirstName = "SIGRTMIN+17";
    private const string SecondName = "SIGRTMIN+18";

    [Fact]
    public async Task What_is_past_the_limit_is_counted_as_other()
    {
        await using Exporter exporter = await Exporter.StartAsync(
            $"--series.limit={Limit}", $"--signals.include={FirstName}");
        await provoke.RunAsync("names", 1000, "early-", "flooded", 3, First);
        Scrape early = await exporter.ScrapeAsync();
        await provoke.RunAsync("names", 1000, "early-", "flooded", 4, First);
        await provoke.RunAsync("names", 1000, "late-", "flooded", 5, First);
        Scrape late = await exporter.ScrapeAsync();

        Assert.Equal(3000, early.Signals.Sum(s => s.Value));
        Assert.Equal(12_000, late.Signals.Sum(s => s.Value));
        Assert.Equal(Limit, late.Signals.Count(s => s["sender_comm"] != "[other]"));
        Assert.Equal(Limit, late.Single("signal_exporter_series_limit"));

        // The first names keep their series.
        Sample[] kept = [.. early.Signals.Where(s => s["sender_comm"] != "[other]")];
        Assert.Equal(Limit, kept.Length);
        Assert.All(kept, s => Assert.Equal((3, 7), (s.Value, late.ValueOf(s.Series))));
        Assert.Equal(
            new ExpectedSeries(FirstName, "[other]", "[other]", "[other]", "[other]", "[other]", 12_000 - (7 * Limit)),
            Other(late, FirstName));
    }

    [Fact]
    public async Task Each_signal_has_its_own_other()
    {
        await using Exporter exporter = await Exporter.StartAsync(
            "--series.limit=1", $"--signals.include={FirstName},{SecondName}");
        await provoke.RunAsync("kill", 1, "first", "has-the-series", First);
        await provoke.RunAsync("kill", 7, "second", "has-none", First);
        await provoke.RunAsync("kill", 8, "second", "has-none", Second);
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(1, scrape.Count(FirstName, "first", "has-the-series"));
        Assert.Equal(7, Other(scrape, FirstName).Count);
        Assert.Equal(8, Other(scrape, SecondName).Count);
        Assert.Equal(3, scrape.Signals.Count());
    }

    [Fact]
    public async Task A_user_leaves_room_for_others()
    {
        const int Nobody = 65534;
        await using Exporter exporter = await Exporter.StartAsync(
            $"--series.limit={Limit}", $"--signals.include={FirstName}");
        await provoke.RunAsync("names", 1000, "nobody-", "flooded", 1, First, Nobody);
        await provoke.RunAsync("names", Limit / 4, "root-", "flooded", 1, First);
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(1000 + (Limit / 4), scrape.Signals.Sum(s => s.Value));
        Assert.InRange(Live(scrape, "nobody-"), Limit / 4, Limit / 2);
        Assert.Equal(Limit / 4, Live(scrape, "root-"));
    }

    // Series are ended and born again all the while, in two processors at once.
    [Fact]
    public async Task Idle_series_make_room_and_not_one_signal_is_lost()
    {
        const int Rounds = 12;
        await using Exporter exporter = await Exporter.StartAsync(
            $"--series.limit={Limit}", "--series.idle=1s", $"--signals.include={FirstName}");
        double retired = 0;
        for (int i = 0; i < Rounds; i++)
        {
            await Task.WhenAll(
                provoke.RunAsync("names", 40, "idle-", "flooded", 2000, First),
                provoke.RunAsync("names", 40, $"round-{i}-", "flooded", 2000, First),
                Task.Delay(TimeSpan.FromMilliseconds(300)));
            Scrape scrape = await exporter.ScrapeAsync();
            Assert.Equal((i + 1) * 2 * 40 * 2000, scrape.Signals.Sum(s => s.Value) + Retired(scrape));
            Assert.InRange(Retired(scrape), retired, double.MaxValue);
            retired = Retired(scrape);
        }

        for (int i = 0; i < 100 && Live(await exporter.ScrapeAsync(), "") > 0; i++)
        {
            await Task.Delay(100);
        }

        Scrape last = await exporter.ScrapeAsync();
        Assert.Equal(0, Live(last, ""));
        Assert.InRange(Retired(last), 1, double.MaxValue);
        Assert.Equal(Rounds * 2 * 40 * 2000, last.Signals.Sum(s => s.Value) + Retired(last));
    }

    private static double Retired(Scrape scrape) =>
        scrape.Samples.Where(s => s.Name == "signal_exporter_retired_signals_total").Sum(s => s.Value);

    private static int Live(Scrape scrape, string prefix) => scrape.Signals.Count(
        s => s["sender_comm"] != "[other]" && s["sender_comm"].StartsWith(prefix, StringComparison.Ordinal));

    private static ExpectedSeries Other(Scrape scrape, string signal)
    {
        Sample other = scrape.Signals.Single(s => s["sender_comm"] == "[other]" && s["signal"] == signal);
        return ExpectedSeries.From(other, other.Value);
    }
}
