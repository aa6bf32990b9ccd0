using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Standard error that takes nothing ends nothing; standard output that takes nothing ends a command with an error.</summary>
[Collection(KernelSuite.Name)]
public sealed class StandardStreamTests(Provoke provoke)
{
    private const string Dropped = "signal_exporter_log_lines_dropped_total";

    // Each reload logs so many lines, some 20 KB: ten of them are more than a pipe holds.
    private const int BadEntries = 128;
    private const int Reloads = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    [InlineData("2> >(head -1 >/dev/null)")] // its reader ends with the first line
    [InlineData("2> >(exec sleep 20 >/dev/null 2>&1)")] // its reader takes nothing
    public async Task Where_the_log_cannot_be_written_it_counts_all_the_same(string redirection)
    {
        using var file = new WatchlistFile("critical: [{process: std-watched}]");
        await using Exporter exporter = await StartAsync(redirection, file.Flag);
        await CheckAsync(exporter, file);

        Assert.Equal(0, (await exporter.StopAsync(Native.SigTerm)).ExitCode);
    }

    [Fact]
    public async Task A_disk_that_fills_costs_lines_and_one_that_has_room_again_gets_whole_ones()
    {
        DirectoryInfo disk = Directory.CreateTempSubdirectory("signal-exporter-");
        ToolResult mount = await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", "size=32k", "none", disk.FullName]);
        Assert.True(mount.ExitCode == 0, mount.Error);
        try
        {
            string log = Path.Combine(disk.FullName, "log");
            using var file = new WatchlistFile("critical: [{process: std-watched}]");
            await using Exporter exporter = await StartAsync($"2>>{log}", file.Flag);
            double dropped = await CheckAsync(exporter, file);
            Assert.InRange(new FileInfo(log).Length, 16 * 1024, 32 * 1024);

            await File.WriteAllTextAsync(log, "");
            file.Write("critical: []");
            await ReloadAsync(exporter, HttpStatusCode.OK);

            await UntilAsync(() => Task.FromResult(new FileInfo(log).Length > 1));
            Assert.Matches(@"^\n?time=\S+ level=INFO msg=""configuration loaded"" file=\S+ critical=0\n$", await File.ReadAllTextAsync(log));
            Assert.Equal(dropped, (await exporter.ScrapeAsync()).Single(Dropped));
            Assert.Equal(0, (await exporter.StopAsync(Native.SigTerm)).ExitCode);
        }
        finally
        {
            await Tool.RunAsync("umount", [disk.FullName]);
            disk.Delete();
        }
    }

    [Theory]
    [InlineData("--help >/dev/full", "No space left on device")]
    [InlineData("--help >&-", "Bad file descriptor")]
    [InlineData("--version >/dev/full", "No space left on device")]
    [InlineData("check-config /dev/null >&-", "Bad file descriptor")]
    [InlineData("watch >/dev/full", "No space left on device")]
    [InlineData("watch >&-", "Bad file descriptor")]
    [InlineData("watch --json --signal=USR1 --timeout=20 >&-", "Bad file descriptor")]
    public async Task Output_that_cannot_be_written_is_an_error(string command, string reason)
    {
        Task<ToolResult> running = ShellAsync(command);
        do
        {
            await provoke.RunAsync("kill", 1, "std-sender", "std-receiver"); // watch has nothing to write until there is a signal
        }
        while (!running.IsCompleted);

        ToolResult result = await running;
        Assert.Equal(1, result.ExitCode);
        Assert.Matches($@"(^|\n)signal-exporter: cannot write to standard output: {reason} \(errno \d+\)\n$", result.Error);
    }

    [Theory]
    [InlineData("--no-such-flag 2>&-")]
    [InlineData("--no-such-flag 2>/dev/full")]
    [InlineData("check-config /no/such/file 2>&-")]
    [InlineData("--web.listen-address=192.0.2.1:1 2>/dev/full")]
    [InlineData("watch --signal=NONE 2>&-")]
    [InlineData("watch >&- 2>&-")]
    public async Task An_error_that_cannot_be_told_has_its_exit_code(string command) =>
        Assert.Equal(1, (await ShellAsync(command)).ExitCode);

    [Theory]
    [InlineData("2>&1 >/dev/null")]
    [InlineData("--log.format=json 2>&1 >/dev/null")]
    public async Task The_last_line_is_written_before_the_exit(string flags)
    {
        string port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        ToolResult result = await Tool.RunAsync(
            "bash", ["-c", $"\"$0\" --web.listen-address=127.0.0.1:{port} {flags} & until : 2>/dev/null </dev/tcp/127.0.0.1/{port}; do sleep 0.05; done; kill $!; wait $!", BuildPaths.Exporter]);

        Assert.Equal(0, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("counting signals", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^(time=\S+ level=INFO msg=stopped|\{""time"":""\S+"",""level"":""INFO"",""msg"":""stopped""\})$", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("Application", StringComparison.Ordinal));
    }

    // The number of lines that were dropped: all are written or dropped when it is returned.
    private async Task<double> CheckAsync(Exporter exporter, WatchlistFile file)
    {
        file.Write($"critical: [{string.Concat(Enumerable.Range(0, BadEntries).Select(i => $"{{process: p{i}, signals: [SIGNONE]}},\n"))}]");
        await provoke.RunAsync("kill", 2, "std-sender", "std-receiver");
        for (int i = 0; i < Reloads; i++)
        {
            await ReloadAsync(exporter, HttpStatusCode.InternalServerError);
        }

        await provoke.RunAsync("kill", 5, "std-sender", "std-receiver");
        Assert.Equal(7, (await exporter.ScrapeAsync()).Count("SIGUSR1", "std-sender", "std-receiver"));
        double dropped = 0;
        await UntilAsync(async () =>
        {
            double before = dropped;
            dropped = (await exporter.ScrapeAsync()).Single(Dropped);
            return dropped >= BadEntries && dropped == before;
        });
        Assert.InRange(dropped, BadEntries, Reloads * (BadEntries + 2));
        return dropped;
    }

    // Log lines are written by a thread of their own.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (long began = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(100))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "it did not come to that");
        }
    }

    private static async Task ReloadAsync(Exporter exporter, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await exporter.Http.PostAsync("/-/reload", null);
        Assert.Equal(expected, response.StatusCode);
    }

    private static Task<Exporter> StartAsync(string redirection, params string[] flags) =>
        Exporter.StartThroughAsync(["bash", "-c", $"exec \"$0\" \"$@\" {redirection}"], [.. flags, "--web.enable-lifecycle"]);

    private static Task<ToolResult> ShellAsync(string command) => Tool.RunAsync("sh", ["-c", $"exec \"$0\" {command}", BuildPaths.Exporter]);
}
