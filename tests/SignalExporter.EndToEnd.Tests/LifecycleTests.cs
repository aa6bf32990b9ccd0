using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>How it stops, and what it leaves in the kernel: nothing.</summary>
[Collection(KernelSuite.Name)]
public sealed partial class LifecycleTests(Provoke provoke)
{
    [Theory]
    [InlineData(Native.SigTerm)]
    [InlineData(Native.SigInt)]
    [InlineData(Native.SigQuit)]
    public async Task It_stops_within_a_second_with_exit_code_0(int signal)
    {
        await using Exporter exporter = await Exporter.StartAsync();
        await exporter.ScrapeAsync();

        (int exitCode, TimeSpan duration) = await exporter.StopAsync(signal);

        Assert.Equal(0, exitCode);
        Assert.InRange(duration, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("   at ", exporter.Log, StringComparison.Ordinal);
    }

    /// <summary>While the kernel program loads, too.</summary>
    [Fact]
    public async Task It_stops_with_exit_code_0_from_the_moment_on_when_it_catches_SIGTERM()
    {
        const string script = """
            "$0" --web.listen-address=127.0.0.1:0 &
            until grep -Eq '^SigCgt:.*[4-7c-f]...$' "/proc/$!/status"; do :; done
            kill $!
            wait $!
            """;
        ToolResult result = await Tool.RunAsync("bash", ["-c", script, BuildPaths.Exporter]);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>What systemd's Type=notify hears.</summary>
    [Fact]
    public async Task It_says_when_it_is_ready_and_when_it_stops()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("signal-exporter-");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            string path = Path.Combine(directory.FullName, "notify");
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Task<string> ready = ReceiveAsync();
            await using Exporter exporter = await Exporter.StartThroughAsync(["env", $"NOTIFY_SOCKET={path}"]);
            Assert.Equal("READY=1", await ready);
            Assert.Equal(0, (await exporter.StopAsync(Native.SigTerm)).ExitCode);
            Assert.Equal("STOPPING=1", await ReceiveAsync());

            async Task<string> ReceiveAsync()
            {
                byte[] message = new byte[256];
                return Encoding.ASCII.GetString(message, 0, await socket.ReceiveAsync(message, patience.Token));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Killed_it_leaves_no_program_behind_and_counts_from_0_again()
    {
        string[] programs;
        await using (Exporter killed = await Exporter.StartAsync())
        {
            await provoke.RunAsync("kill", 5, "lifecycle-a", "lifecycle-b");
            Assert.Equal(5, (await killed.ScrapeAsync()).Count("SIGUSR1", "lifecycle-a", "lifecycle-b"));
            programs = ProgramsOf(killed.ProcessId);
            Assert.NotEmpty(programs);
            Assert.Equal(programs.Length, await CountLoadedAsync(programs));

            await killed.StopAsync(Native.SigKill);
        }

        // The kernel frees programs a moment later, after a grace period.
        for (int i = 0; i < 100 && await CountLoadedAsync(programs) > 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, await CountLoadedAsync(programs));

        await using Exporter restarted = await Exporter.StartAsync();
        Assert.Equal(0, (await restarted.ScrapeAsync()).Count("SIGUSR1", "lifecycle-a", "lifecycle-b"));
        await provoke.RunAsync("kill", 2, "lifecycle-a", "lifecycle-b");
        Assert.Equal(2, (await restarted.ScrapeAsync()).Count("SIGUSR1", "lifecycle-a", "lifecycle-b"));
    }

    [Fact]
    public async Task Two_at_once_count_the_same()
    {
        await using Exporter one = await Exporter.StartAsync();
        await using Exporter two = await Exporter.StartAsync();
        await provoke.RunAsync("kill", 9, "twice-a", "twice-b");

        Assert.Equal(9, (await one.ScrapeAsync()).Count("SIGUSR1", "twice-a", "twice-b"));
        Assert.Equal(9, (await two.ScrapeAsync()).Count("SIGUSR1", "twice-a", "twice-b"));
    }

    /// <summary>The numbers of the BPF programs that a process holds, by itself or by a link.</summary>
    private static string[] ProgramsOf(int pid) =>
    [
        .. Directory.EnumerateFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fdinfo"))
            .Select(File.ReadAllText)
            .Select(text => ProgramId().Match(text))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .Distinct(),
    ];

    private static async Task<int> CountLoadedAsync(string[] programs)
    {
        int loaded = 0;
        foreach (string program in programs)
        {
            ToolResult show = await Tool.RunAsync("bpftool", ["prog", "show", "id", program]);
            loaded += show.ExitCode == 0 ? 1 : 0;
        }

        return loaded;
    }

    [GeneratedRegex(@"^prog_id:\s*(\d+)$", RegexOptions.Multiline)]
    private static partial Regex ProgramId();
}
