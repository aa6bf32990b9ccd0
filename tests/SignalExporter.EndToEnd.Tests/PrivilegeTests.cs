using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What the program may, and what it says where it may not.</summary>
[Collection(KernelSuite.Name)]
public sealed class PrivilegeTests(Provoke provoke)
{
    [Fact]
    public async Task Without_capabilities_it_names_the_two_that_it_needs()
    {
        ToolResult result = await Tool.RunAsync("setpriv", [.. Only(""), BuildPaths.Exporter]);

        Refusal.Check(result, "CAP_BPF", "CAP_PERFMON");
    }

    [Theory]
    [InlineData(",+bpf", "CAP_PERFMON")]
    [InlineData(",+perfmon", "CAP_BPF")]
    public async Task With_one_of_them_it_names_the_other(string capabilities, string missing)
    {
        ToolResult result = await Tool.RunAsync("setpriv", [.. Only(capabilities), BuildPaths.Exporter]);

        Refusal.Check(result, missing);
    }

    [Fact]
    public async Task The_two_are_enough()
    {
        await using Exporter exporter = await Exporter.StartThroughAsync(["setpriv", .. Only(",+bpf,+perfmon")]);
        await provoke.RunAsync("kill", 6, "capable-a", "capable-b");

        Assert.Equal(6, (await exporter.ScrapeAsync()).Count("SIGUSR1", "capable-a", "capable-b"));
    }

    // In a mount namespace of its own, where something else lies over what it needs.
    [Fact]
    public async Task Without_BTF_it_says_so()
    {
        ToolResult result = await Tool.RunAsync(
            "unshare", ["--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf || exit 77\nexec \"$0\"", BuildPaths.Exporter]);

        Refusal.Check(result, "BTF");
    }

    private static string[] Only(string capabilities) =>
        ["--bounding-set", "-all" + capabilities, "--inh-caps", "-all", "--ambient-caps", "-all"];
}
