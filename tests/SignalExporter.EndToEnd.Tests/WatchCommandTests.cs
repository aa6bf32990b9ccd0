using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>watch in a pipe: what it shows, filters, and how it ends.</summary>
[Collection(KernelSuite.Name)]
public sealed class WatchCommandTests(Provoke provoke)
{
    private const int SigStop = 19;
    private const int SigCont = 18;

    [Fact]
    public async Task An_event_has_its_whole_story()
    {
        await using var watch = await WatchCommandProcess.StartAsync("--json", "-s", "KILL", "--receiver=w-victim", "--count=1", "--command-line");
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await provoke.RunAsync("sigkill", 1, "w-killer", "w-victim");
        DateTimeOffset after = DateTimeOffset.UtcNow;

        Assert.Equal(0, await watch.WaitAsync());
        JsonElement e = JsonDocument.Parse(Assert.Single(watch.Lines)).RootElement;
        Assert.Equal(
            ("SIGKILL", "SI_USER", "user", "delivered"), (Text(e, "signal"), Text(e, "code"), Text(e, "origin"), Text(e, "result")));
        Assert.InRange(DateTimeOffset.Parse(Text(e, "time"), CultureInfo.InvariantCulture), before.AddMilliseconds(-20), after.AddMilliseconds(20));
        JsonElement sender = e.GetProperty("sender");
        Assert.Equal(("w-killer", 0L), (Text(sender, "comm"), Number(sender, "uid")));
        Assert.Equal(Number(sender, "pid"), Number(sender, "tid"));
        Assert.Equal("w-victim", Text(e.GetProperty("receiver"), "comm"));
        Assert.Equal("provoke", Text(e.GetProperty("ancestors")[0], "comm"));
        Assert.Equal(Environment.ProcessId, Number(e.GetProperty("ancestors")[1], "pid"));
        Assert.EndsWith("provoke sigkill 1 w-killer w-victim", Text(e, "command_line"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_has_fields_with_tabs_between()
    {
        await using var watch = await WatchCommandProcess.StartAsync("--sender=w-plain-*", "--tree", "--count=1");
        await provoke.RunAsync("kill", 1, "w-plain-a", "w-plain-b");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Matches(
            @"^\d\d:\d\d:\d\d\.\d{3}\tSIGUSR1\tw-plain-a\(\d+\)\t0\tw-plain-b\(\d+\)(@\S+)?\tuser\tSI_USER\tdelivered\tw-plain-a\(\d+\) < provoke\(\d+\) < .*\)( < \.\.\.)?\n$",
            watch.Output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Count_is_exact(int count)
    {
        await using var watch = await WatchCommandProcess.StartAsync($"--count={count}", "--sender=w-count");
        await provoke.RunAsync("kill", 20, "w-count", "w-counted");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Equal(count, watch.Lines.Length);
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1500ms", 1.5)]
    public async Task A_timeout_ends_with_124_and_what_came_until_then(string timeout, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        await using var watch = await WatchCommandProcess.StartAsync("--timeout", timeout, "--sender=w-timeout");
        await provoke.RunAsync("kill", 3, "w-timeout", "w-timed");

        Assert.Equal(124, await watch.WaitAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, seconds, seconds + 3);
        Assert.Equal(3, watch.Lines.Length);
    }

    [Theory]
    [InlineData(Native.SigInt)]
    [InlineData(Native.SigTerm)]
    [InlineData(Native.SigHup)]
    public async Task Told_to_stop_it_sums_up_on_standard_error(int signal)
    {
        await using var watch = await WatchCommandProcess.StartAsync("--json", "--sender=w-sum");
        await provoke.RunAsync("kill", 5, "w-sum", "w-summed");
        await provoke.RunAsync("kill", 2, "w-sum", "w-summed", 12);

        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, await watch.StopAsync(signal));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1.5);
        Assert.Equal(7, watch.Lines.Length);
        Assert.Matches(
            @"\n7 signals in \d+\.\d s\nCOUNT  SIGNAL   SENDER  RECEIVER\n    5  SIGUSR1  w-sum   w-summed\n    2  SIGUSR2  w-sum   w-summed\nNone was lost.\n$",
            watch.Errors);
    }

    [Fact]
    public async Task Filters_choose()
    {
        string[][] filters =
        [
            ["-s", "USR2", "--sender=w-filter*"],
            ["-s", "USR1,USR2", "--receiver=w-filter-b"],
            ["--receiver=w-filter-*", "--sender=w-filter-a"],
            ["-s", "all", "--origin=fault", "--receiver=w-filter-*"],
            ["--receiver=w-filter-*", "--sender=kernel"],
        ];
        WatchCommandProcess[] watches = await Task.WhenAll(filters.Select(flags => WatchCommandProcess.StartAsync(flags)));
        await provoke.RunAsync("kill", 1, "w-filter-a", "w-filter-b", 10);
        await provoke.RunAsync("kill", 1, "w-filter-a", "w-filter-c", 12);
        await provoke.RunAsync("kill", 1, "w-other", "w-filter-b", 12);
        await provoke.RunAsync("segv-maperr", 1, "w-filter-d", "w-filter-d");

        List<string> seen = [];
        foreach (WatchCommandProcess watch in watches)
        {
            Assert.Equal(0, await watch.StopAsync());
            seen.Add(string.Join(' ', watch.Lines.Select(line => line.Split('\t')).Select(f => $"{Name(f[2])}-{f[1][3..]}-{Name(f[4])}")));
            await watch.DisposeAsync();
        }

        Assert.Equal(
            [
                "w-filter-a-USR2-w-filter-c",
                "w-filter-a-USR1-w-filter-b w-other-USR2-w-filter-b",
                "w-filter-a-USR1-w-filter-b w-filter-a-USR2-w-filter-c",
                "kernel-SEGV-w-filter-d",
                "kernel-SEGV-w-filter-d",
            ],
            seen);
    }

    [Fact]
    public async Task One_process_is_watched()
    {
        using Process sleeping = Process.Start("sleep", "60");
        using Process other = Process.Start("sleep", "60");
        await using var watch = await WatchCommandProcess.StartAsync("-p", $"{sleeping.Id}", "--json", "--count=2");
        _ = Native.Kill(other.Id, SigCont);
        _ = Native.Kill(sleeping.Id, SigCont);
        _ = Native.Kill(other.Id, Native.SigTerm);
        _ = Native.Kill(sleeping.Id, Native.SigTerm);

        Assert.Equal(0, await watch.WaitAsync());
        JsonElement[] events = [.. watch.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["SIGCONT", "SIGTERM"], events.Select(e => Text(e, "signal")));
        Assert.All(events, e => Assert.Equal(sleeping.Id, Number(e.GetProperty("receiver"), "pid")));
        Assert.All(events, e => Assert.Equal(Environment.ProcessId, Number(e.GetProperty("sender"), "pid")));
    }

    [Fact]
    public async Task Failed_calls_are_shown_where_they_are_wanted()
    {
        await using var with = await WatchCommandProcess.StartAsync("--failed", "--json", "--sender=w-nobody");
        await using var without = await WatchCommandProcess.StartAsync("--json", "--sender=w-nobody");
        await provoke.RunAsync("no-permission", 2, "w-nobody", "w-root");

        Assert.Equal((0, 0), (await with.StopAsync(), await without.StopAsync()));
        Assert.Empty(without.Lines);
        Assert.Equal(2, with.Lines.Length);
        JsonElement e = JsonDocument.Parse(with.Lines[0]).RootElement;
        Assert.Equal(("kill", "EPERM"), (Text(e.GetProperty("failure"), "syscall"), Text(e.GetProperty("failure"), "error")));
        Assert.Equal(JsonValueKind.Null, e.GetProperty("receiver").ValueKind);
    }

    [Fact]
    public async Task Nobody_reads_on_and_it_ends_quietly_though_no_signal_comes()
    {
        await using var watch = await WatchCommandProcess.StartScriptAsync(
            """{ "$0" watch --sender=w-head; echo "exit $?" >&2; } | head -n 1""");
        await provoke.RunAsync("kill", 1, "w-head", "w-headed");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Single(watch.Lines);
        Assert.Matches(@"^signal-exporter: watching \d+ signals\nexit 0\n$", watch.Errors);
    }

    [Fact]
    public async Task Nobody_reads_on_while_signals_come_and_it_ends_quietly()
    {
        await using var watch = await WatchCommandProcess.StartScriptAsync(
            """{ "$0" watch --sender=w-head; echo "exit $?" >&2; } | head -n 1""");
        await provoke.RunAsync("kill", 5000, "w-head", "w-headed");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Matches(@"^signal-exporter: watching \d+ signals\nexit 0\n$", watch.Errors);
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        await using var watch = await WatchCommandProcess.StartScriptAsync("""exec "$0" watch --sender=w-full > /dev/full""");
        await provoke.RunAsync("kill", 1, "w-full", "w-fuller");

        Assert.Equal(1, await watch.WaitAsync());
        Assert.EndsWith("\nsignal-exporter: cannot write to standard output: No space left on device (errno 28)\n", watch.Errors, StringComparison.Ordinal);
    }

    // Held up until the kernel's buffer is full.
    [Fact]
    public async Task What_is_lost_is_told_and_nothing_is_missing()
    {
        const int Sent = 60_000;
        await using var watch = await WatchCommandProcess.StartAsync("--json", "--sender=w-flood");
        _ = Native.Kill(watch.ProcessId, SigStop);
        await provoke.RunAsync("storm", Sent, "w-flood", "w-flooded");
        _ = Native.Kill(watch.ProcessId, SigCont);

        await watch.UntilAsync(() => watch.Errors.Contains(" signals lost (ring_full ", StringComparison.Ordinal));
        Assert.Equal(0, await watch.StopAsync());
        string[] words = watch.Errors[watch.Errors.IndexOf(" were lost: ", StringComparison.Ordinal)..].Split([' ', '\n']);
        long lost = long.Parse(words[4], CultureInfo.InvariantCulture);
        Assert.Equal("ring_full", words[3]);
        Assert.InRange(lost, 1, Sent - 1);
        Assert.Equal(Sent, watch.Lines.Length + lost);
    }

    [Theory]
    [InlineData("a%1B]0;evil%07", "a\u001b]0;evil\u0007")]
    [InlineData("a%0Ab\"\\", "a\nb\"\\")]
    [InlineData("%FF%9B31m", "\\xFF\\x9B31m")]
    public async Task Hostile_names_are_data(string name, string comm)
    {
        await using var json = await WatchCommandProcess.StartAsync("--json", "--receiver=w-hostile", "--count=1");
        await using var plain = await WatchCommandProcess.StartAsync("--receiver=w-hostile", "--count=1");
        await provoke.RunAsync("kill", 1, name, "w-hostile");

        Assert.Equal((0, 0), (await json.WaitAsync(), await plain.WaitAsync()));
        Assert.Equal(comm, Text(JsonDocument.Parse(Assert.Single(json.Lines)).RootElement.GetProperty("sender"), "comm"));
        Assert.All(json.Output + plain.Output, c => Assert.True(c is '\n' or '\t' or (>= ' ' and <= '~')));
        Assert.Equal(8, Assert.Single(plain.Lines).Split('\t').Length);
    }

    [Fact]
    public async Task Without_permission_or_BTF_it_says_what_serve_says()
    {
        string[] bare = ["--bounding-set", "-all", "--inh-caps", "-all", "--ambient-caps", "-all", BuildPaths.Exporter, "watch"];
        Refusal.Check(await Tool.RunAsync("setpriv", bare), "signal-exporter: not permitted", "CAP_BPF", "CAP_PERFMON");
        Refusal.Check(
            await Tool.RunAsync("unshare", ["--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf || exit 77\nexec \"$0\" watch", BuildPaths.Exporter]),
            "signal-exporter: this kernel has no BTF");
    }

    [Theory]
    [InlineData("--signal=SIGKIL", "did you mean SIGKILL?")]
    [InlineData("--timeout=soon", "--timeout: 'soon'")]
    [InlineData("--series.limit=5", "--series.limit=5")]
    [InlineData("--no-such-flag", "--no-such-flag")]
    public async Task A_mistake_is_explained(string flag, string words) =>
        Refusal.Check(await Exporter.RunAsync("watch", flag), words, "Try 'signal-exporter watch --help'.");

    [Fact]
    public async Task Help_shows_its_flags_and_no_others()
    {
        ToolResult result = await Exporter.RunAsync("watch", "--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] flags =
        [
            "-s, --signal", "-p, --pid", "--sender", "--receiver", "--origin", "--failed", "--tree", "--command-line", "--json", "--count", "--timeout",
        ];
        Assert.All(flags, flag => Assert.Contains(flag, result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("--web.", result.Output, StringComparison.Ordinal);
    }

    private static string Name(string process) => process.Split('(')[0];

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString()!;

    private static long Number(JsonElement element, string key) => element.GetProperty(key).GetInt64();
}
