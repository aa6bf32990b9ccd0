using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>The same story on a terminal: <c>signal-exporter watch</c>.</summary>
[Collection(KernelSuite.Name)]
public sealed class StoryWatchTests
{
    [Fact]
    public async Task A_kill_in_a_container_is_told_as_a_line_with_its_tree_and_as_JSON()
    {
        await using var plain = await WatchCommandProcess.StartAsync("-s", "KILL", "--sender=pkill", "--tree");
        await using var json = await WatchCommandProcess.StartAsync("-s", "KILL", "--sender=pkill", "--json");
        await using var kills = new StoryKills();
        await kills.HappenAsync();

        // Nobody waits for a pipe: both are told to end, and tell what they have.
        Assert.Equal((0, 0), (await plain.StopAsync(Native.SigTerm), await json.StopAsync(Native.SigTerm)));
        JsonElement[] events = [.. json.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement outside = Assert.Single(events, e => e.GetProperty("receiver").TextOf("comm") == StoryKills.Database);
        JsonElement inside = Assert.Single(events, e => e.GetProperty("receiver").TextOf("comm") == StoryKills.Job);

        kills.AssertFromOutside(outside);
        kills.AssertFromInside(inside);
        AssertLine(plain, outside);
        AssertLine(plain, inside);
    }

    private static void AssertLine(WatchCommandProcess watch, JsonElement e)
    {
        string[] fields = Assert.Single(watch.Lines, l => l.Contains($"\t{Process(e.GetProperty("receiver"))}\t", StringComparison.Ordinal)).Split('\t');

        Assert.Equal(
            ["SIGKILL", Process(e.GetProperty("sender")), e.GetProperty("sender").NumberOf("uid").ToString()!, Process(e.GetProperty("receiver")), "user", "SI_USER", "delivered"],
            fields[1..8]);
        string tree = string.Join(" < ", e.AncestorsOf().Select(a => $"{a.Comm}({a.Pid})").Prepend($"pkill({e.GetProperty("sender").NumberOf("pid")})"));
        Assert.Contains(fields[8], (string[])[tree, $"{tree} < ..."]);
    }

    private static string Process(JsonElement process) =>
        $"{process.TextOf("comm")}({process.NumberOf("pid")}){(process.TextOf("container_id") is { } id ? $"@{id[..12]}" : "")}";
}
