using System.Net;
using System.Net.Sockets;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What the command line answers.</summary>
[Collection(KernelSuite.Name)]
public sealed class CommandLineTests
{
    /// <summary>What is wrong, and the words that the answer has to have.</summary>
    public static TheoryData<string[], string[]> Mistakes => new()
    {
        { ["--no-such-flag"], ["--no-such-flag", "--help"] },
        { ["--no-such-flag=5"], ["--no-such-flag"] },
        { ["no-such-command"], ["no-such-command"] },
        { ["serve", "too-much"], ["too-much"] },
        { ["--signals.exclude=SIGKIL"], ["--signals.exclude", "SIGKIL", "SIGKILL"] },
        { ["--signals.include=SIGTREM"], ["--signals.include", "SIGTREM", "SIGTERM"] },
        { ["--signals.exclude=SIGCHLD,sigusr3"], ["sigusr3", "SIGUSR"] },
        { ["--signals.include=SIGTERM", "--signals.exclude=SIGINT"], ["--signals.include", "--signals.exclude"] },
        { ["--signals.include="], ["--signals.include"] },
        { ["--series.limit=0"], ["--series.limit", "0", "250000"] },
        { ["--series.limit=-5"], ["--series.limit", "-5"] },
        { ["--series.limit=250001"], ["--series.limit", "250001", "250000"] },
        { ["--series.limit=99999999999999999999"], ["--series.limit"] },
        { ["--series.limit=many"], ["--series.limit", "many"] },
        { ["--series.limit="], ["--series.limit"] },
        { ["--series.idle=soon"], ["--series.idle", "soon"] },
        { ["--series.idle=0s"], ["--series.idle", "0s"] },
        { ["--web.listen-address=nowhere"], ["--web.listen-address", "nowhere"] },
        { ["--web.listen-address=127.0.0.1:99999"], ["--web.listen-address", "99999"] },
        { ["--web.telemetry-path=metrics"], ["--web.telemetry-path", "metrics"] },
        { ["--log.level=loud"], ["--log.level", "loud", "debug"] },
        { ["--log.format=xml"], ["--log.format", "xml", "logfmt"] },
        { ["--source=magic"], ["--source", "magic", "ebpf"] },
        { ["--signals.exclude=SIGKIL", "--series.limit=0"], ["SIGKIL", "--series.limit"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_explained(string[] flags, string[] words)
    {
        Refusal.Check(await Exporter.RunAsync(flags), words);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        ToolResult result = await Exporter.RunAsync($"--web.listen-address=127.0.0.1:{port}");

        Refusal.Check(result, $"127.0.0.1:{port}", "in use", "--web.listen-address");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        ToolResult result = await Exporter.RunAsync("--web.listen-address=192.0.2.1:10009");

        Refusal.Check(result, "192.0.2.1:10009", "--web.listen-address");
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        ToolResult result = await Exporter.RunAsync("--version");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^signal.exporter, version \d+\.\d+\.\d+.*\n$", result.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    public async Task Help_shows_every_flag(params string[] arguments)
    {
        ToolResult result = await Exporter.RunAsync(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] flags =
        [
            "--web.listen-address", "--web.telemetry-path", "--signals.exclude", "--signals.include", "--series.limit",
            "--series.idle", "--source", "--log.level", "--log.format", "--help",
        ];
        Assert.All(flags, flag => Assert.Contains(flag, result.Output, StringComparison.Ordinal));
    }
}
