using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>--signals.exclude and --signals.include decide what is counted.</summary>
[Collection(KernelSuite.Name)]
public sealed class SelectionTests(Provoke provoke)
{
    [Fact]
    public async Task By_default_SIGCHLD_and_SIGALRM_are_left_out()
    {
        Assert.Equal(["SIGKILL", "SIGRTMIN+1", "SIGUSR1", "SIGUSR2"], await CountedAsync());
    }

    [Fact]
    public async Task Exclude_replaces_the_default()
    {
        Assert.Equal(
            ["SIGALRM", "SIGCHLD", "SIGKILL", "SIGUSR2"], await CountedAsync("--signals.exclude=SIGUSR1,SIGRTMIN+1"));
    }

    [Fact]
    public async Task An_empty_exclude_leaves_nothing_out()
    {
        Assert.Equal(
            ["SIGALRM", "SIGCHLD", "SIGKILL", "SIGRTMIN+1", "SIGUSR1", "SIGUSR2"],
            await CountedAsync(Exporter.CountAll));
    }

    [Fact]
    public async Task Include_counts_only_what_it_names()
    {
        Assert.Equal(["SIGCHLD", "SIGUSR1"], await CountedAsync("--signals.include=SIGUSR1,SIGCHLD"));
    }

    private async Task<string[]> CountedAsync(params string[] flags)
    {
        await using Exporter exporter = await Exporter.StartAsync(flags);
        await provoke.RunAsync("kill", 2, "chooser", "chosen", 10);
        await provoke.RunAsync("kill", 2, "chooser", "chosen", 12);
        await provoke.RunAsync("kill", 2, "chooser", "chosen", 14);
        await provoke.RunAsync("kill", 2, "chooser", "chosen", 35);
        await provoke.RunAsync("child-killed", 2, "chooser", "chosen");
        Scrape scrape = await exporter.ScrapeAsync();

        Sample[] mine = [.. scrape.Signals.Where(s => s["sender_comm"] is "chooser" or "chosen")];
        Assert.All(mine, s => Assert.Equal(2, s.Value));
        return [.. mine.Select(s => s["signal"]).Order(StringComparer.Ordinal)];
    }
}
