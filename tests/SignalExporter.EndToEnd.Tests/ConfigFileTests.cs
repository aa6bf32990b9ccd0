using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What the program says about a configuration file before it uses it.</summary>
[Collection(KernelSuite.Name)]
public sealed class ConfigFileTests
{
    private const string Bad =
        """
        critical:
          - process: postgres*
            signals: [SIGKIL]
            expected_senders: [{comm: pg_ctl, uid: -1}]
            expected_origins: [oomm]
          - proces: postgres
        """;

    private static readonly string[] Mistakes =
    [
        ":3:15: critical[0].signals[0]: ",
        ":4:44: critical[0].expected_senders[0].uid: ",
        ":5:24: critical[0].expected_origins[0]: ",
        ":6:5: critical[1]: unknown key 'proces'",
    ];

    [Fact]
    public async Task A_bad_file_is_refused_at_the_start_with_all_its_mistakes()
    {
        using var file = new WatchlistFile(Bad);

        Refusal.Check(await Exporter.RunAsync(file.Flag), [.. Mistakes.Select(mistake => file.Path + mistake)]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        using var file = new WatchlistFile("");

        Refusal.Check(await Exporter.RunAsync($"{file.Flag}.not"), $"{file.Path}.not");
        Refusal.Check(await Exporter.RunAsync("check-config", $"{file.Path}.not"), $"{file.Path}.not");
    }

    [Fact]
    public async Task Check_config_says_a_line_for_each_mistake()
    {
        using var file = new WatchlistFile(Bad);

        ToolResult result = await Exporter.RunAsync("check-config", file.Path);

        Refusal.Check(result);
        string[] lines = result.Error.Split('\n');
        Assert.Equal(Mistakes.Length + 1, lines.Length);
        Assert.All(
            lines.Zip(Mistakes),
            line => Assert.StartsWith(file.Path + line.Second, line.First, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("critical: [{process: postgres*}]", "1 critical process")]
    [InlineData("critical: [{process: a}, {process: b, signals: [SIGTERM, 9]}]", "2 critical processes")]
    [InlineData("# nothing yet", "0 critical processes")]
    public async Task Check_config_accepts_what_is_right(string yaml, string words)
    {
        using var file = new WatchlistFile(yaml);

        ToolResult result = await Exporter.RunAsync("check-config", file.Path);

        Assert.Equal(new ToolResult(0, $"{file.Path}: valid, {words}\n", ""), result);
    }

    [Fact]
    public async Task Check_config_needs_a_file() =>
        Refusal.Check(await Exporter.RunAsync("check-config"), "check-config");
}
