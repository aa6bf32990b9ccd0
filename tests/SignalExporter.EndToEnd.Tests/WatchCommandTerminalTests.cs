using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>watch on a real pseudo-terminal (script(1) of util-linux).</summary>
[Collection(KernelSuite.Name)]
public sealed partial class WatchCommandTerminalTests(Provoke provoke)
{
    private const string ControlC = "\x03";

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public async Task The_table_fits_the_terminal(int columns)
    {
        await using var watch = await WatchCommandProcess.StartOnTerminalAsync(
            columns, "TERM=xterm", "--receiver=w-table*", "--tree", "--command-line", "--count=2");
        await provoke.RunAsync("kill", 1, "w-%E6%97%A5%E6%9C%AC%E8%AA%9E%E6%97%A5", "w-table-345678", 64);
        await provoke.RunAsync("sigkill", 1, "w-killer", "w-table");

        Assert.Equal(0, await watch.WaitAsync());
        string[] lines = [.. Escape().Replace(watch.Output, "").Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
        Assert.All(lines, line => Assert.InRange(line.Length, 1, columns));
        Assert.Matches("^TIME +SIGNAL +SENDER +(UID +)?RECEIVER +ORIGIN +(CODE +)?RESULT$", lines[0]);
        Assert.Equal(columns == 160, lines[0].Contains("CODE", StringComparison.Ordinal));
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} (SIG)?RTMIN\+30 +w-\S+\(\d+\) ", lines[1]);
        Assert.Matches(@"^ +w-\S+\(\d+\) < provoke\(\d+\)", lines[2]);
        string kill = lines.Single(line => line.Contains("SIGKILL", StringComparison.Ordinal));
        Assert.Equal(lines[0].IndexOf("SENDER", StringComparison.Ordinal), kill.IndexOf("w-killer(", StringComparison.Ordinal));
        Assert.Equal(lines[0].IndexOf("RECEIVER", StringComparison.Ordinal), kill.IndexOf("w-table(", StringComparison.Ordinal));
        Assert.Equal(lines[0].IndexOf("RESULT", StringComparison.Ordinal), kill.IndexOf("delivered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TERM=xterm", true)]
    [InlineData("TERM=xterm NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public async Task Colours_are_shown_where_they_are_wanted(string environment, bool expected)
    {
        await using var watch = await WatchCommandProcess.StartOnTerminalAsync(80, environment, "--receiver=w-colour", "--count=1");
        await provoke.RunAsync("sigkill", 1, "w-killer", "w-colour");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Equal(expected, watch.Output.Contains("\x1b[1;31mSIGKILL\x1b[0m", StringComparison.Ordinal));
        Assert.Equal(expected, watch.Output.Contains('\x1b'));
    }

    [Fact]
    public async Task A_name_cannot_write_to_the_terminal()
    {
        await using var watch = await WatchCommandProcess.StartOnTerminalAsync(
            160, "TERM=xterm NO_COLOR=1", "--receiver=w-hostile", "--tree", "--command-line", "--count=2");
        await provoke.RunAsync("kill", 1, "a%1B]0;evil%07", "w-hostile");
        await provoke.RunAsync("kill", 1, "%C2%9B2Ja%0Db%E2%80%AE", "w-hostile");

        Assert.Equal(0, await watch.WaitAsync());
        Assert.All(watch.Output, c => Assert.True(c is '\r' or '\n' or (>= ' ' and <= '~')));
        Assert.Contains(@" a\x1B]0;evil\x07(", watch.Output, StringComparison.Ordinal);
        Assert.Contains(@" \u{9B}2Ja\x0Db\u{202E}(", watch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_C_ends_it_with_a_summary_and_leaves_the_terminal_as_it_was()
    {
        await using var watch = await WatchCommandProcess.StartOnTerminalAsync(80, "TERM=xterm NO_COLOR=1", "--sender=w-key");
        await provoke.RunAsync("kill", 3, "w-key", "w-keyed");
        await watch.UntilAsync(() => Regex.Count(watch.Output, "SIGUSR1") == 3);
        await watch.PressAsync(ControlC);

        Assert.Equal(0, await watch.WaitAsync());
        Assert.Matches(
            @"\^C\r\n3 signals in \d+\.\d s\r\nCOUNT  SIGNAL   SENDER  RECEIVER\r\n    3  SIGUSR1  w-key   w-keyed\r\nNone was lost.\r\n$", watch.Output);
        Assert.DoesNotContain('\x1b', watch.Output);
    }

    [Fact]
    public async Task A_terminal_that_hangs_up_ends_it()
    {
        await using var watch = await WatchCommandProcess.StartOnTerminalAsync(80, "TERM=xterm", "--sender=w-none");
        int process = int.Parse(
            (await Tool.RunAsync("pgrep", ["--parent", $"{watch.ProcessId}"])).Output, CultureInfo.InvariantCulture);
        Assert.Equal(0, Native.Kill(process, 0));

        await watch.StopAsync(Native.SigKill); // script(1), which holds the other side of the terminal

        await watch.UntilAsync(() => Native.Kill(process, 0) != 0);
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Escape();
}
