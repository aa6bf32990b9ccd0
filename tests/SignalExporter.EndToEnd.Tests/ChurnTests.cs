using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Processes and threads that come and go, some with signals that nobody took, leave nothing behind.</summary>
[Collection(FateSuite.Name)]
public sealed class ChurnTests(FateProvoke provoke)
{
    private const int Exited = 0;
    private const int Terminated = 1;
    private const int Threads = 2;
    private const int Raced = 3;

    private const int ExitedARound = 100_000;
    private const int TerminatedARound = 10_000;
    private const int ThreadsARound = 20_000;

    [Fact]
    public Task A_hundred_thousand_processes() => RunAsync(rounds: 1);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Two_million_processes() => RunAsync(rounds: 20);

    /// <summary>Every kind twice, all at once, so many times.</summary>
    private async Task RunAsync(int rounds)
    {
        (int terminated, int threads) = (rounds * TerminatedARound, rounds * ThreadsARound);
        await using Exporter exporter = await Exporter.StartAsync("--signals.include=SIGTERM,SIGUSR1,SIGRTMIN");
        double followed = Followed(await exporter.ScrapeAsync());

        FateGrowth growth = await exporter.GrowthAsync(["churn-s", "churn-r"], async () =>
        {
            for (int i = 0; i < rounds; i++)
            {
                await Task.WhenAll(
                    ChurnAsync(ExitedARound / 2, Exited),
                    ChurnAsync(ExitedARound / 2, Exited),
                    ChurnAsync(TerminatedARound / 2, Terminated),
                    ChurnAsync(TerminatedARound / 2, Terminated),
                    ChurnAsync(ThreadsARound / 2, Threads),
                    ChurnAsync(ThreadsARound / 2, Threads));
            }
        });
        Scrape scrape = await exporter.ScrapeAsync();

        Assert.Equal(
            $"""
            ended SIGTERM killed churn-s > churn-r {terminated}
            terminated SIGTERM user churn-s > churn-r {terminated}
            """,
            growth.Lines);
        Assert.Equal(terminated, scrape.Count("SIGTERM", "churn-s", "churn-r"));
        Assert.Equal(terminated, scrape.Count("SIGUSR1", "churn-s", "churn-r"));
        Assert.Equal(2 * terminated, scrape.Count("SIGRTMIN", "churn-s", "churn-r"));
        Assert.Equal(threads, scrape.Count("SIGUSR1", "churn-s", "churn-s"));
        Assert.Equal(threads, scrape.Count("SIGRTMIN", "churn-s", "churn-s"));
        Assert.Equal(0, Unfollowed(scrape));
        await CheckLeftAsync(exporter, followed);
    }

    /// <summary>Whoever sends to a process that is just ending must not leave anything behind either.</summary>
    [Fact]
    public async Task Processes_that_end_while_signals_are_sent_to_them()
    {
        const int Processes = 5_000;
        await using Exporter exporter = await Exporter.StartAsync("--signals.include=SIGTERM,SIGUSR1,SIGRTMIN");
        double followed = Followed(await exporter.ScrapeAsync());

        await exporter.GrowthAsync(["churn-s"], () => Task.WhenAll(
            ChurnAsync(Processes, Raced), ChurnAsync(Processes, Raced)));

        await CheckLeftAsync(exporter, followed);
    }

    /// <summary>It ignores a SIGTERM, and its end, if there is one, is not a process's.</summary>
    [Fact]
    public async Task A_kernel_thread_is_not_followed()
    {
        const int KernelThreads = 2;
        Assert.Equal("kthreadd", (await File.ReadAllTextAsync($"/proc/{KernelThreads}/comm")).Trim());
        await using Exporter exporter = await Exporter.StartAsync("--signals.include=SIGTERM");
        double followed = Followed(await exporter.ScrapeAsync());

        Assert.Equal(0, Native.Kill(KernelThreads, Native.SigTerm));

        Scrape scrape = await exporter.ScrapeAsync();
        Assert.Equal(1, scrape.Signals.Where(s => s["receiver_comm"] == "kthreadd").Sum(s => s.Value));
        await CheckLeftAsync(exporter, followed);
    }

    /// <summary>Others on the machine may be on their way: what they leave is gone in a moment.</summary>
    private static async Task CheckLeftAsync(Exporter exporter, double before)
    {
        double left = double.MaxValue;
        for (int i = 0; i < 30 && left > before; i++)
        {
            await Task.Delay(100);
            left = Followed(await exporter.ScrapeAsync());
        }

        Assert.InRange(left, 0, before);
    }

    private static double Followed(Scrape scrape) => scrape.Single("signal_exporter_followed_signals");

    private static double Unfollowed(Scrape scrape) =>
        scrape.Samples.Where(s => s.Name == "signal_exporter_unfollowed_signals_total").Sum(s => s.Value);

    private Task ChurnAsync(int count, int how) => provoke.RunAsync("churn", count, "churn-s", "churn-r", how);
}
