using System.Text.Json;
using SignalExporter.Telemetry.Tests;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What killed it? The whole story of a kill in a container, though all who took part are dead.</summary>
[Collection(KernelSuite.Name)]
public sealed class StoryTests
{
    [Fact]
    public async Task A_kill_in_a_container_is_told_alike_as_JSON_on_the_page_and_over_OTLP()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        await using Exporter exporter = await OtlpExporterTests.StartAsync(receiver, grpc: true);
        await using var kills = new StoryKills();
        await kills.HappenAsync();

        JsonElement outside = Assert.Single(await StoryEvents.ReadAsync(exporter, $"receiver={StoryKills.Database}"));
        JsonElement inside = Assert.Single(await StoryEvents.ReadAsync(exporter, $"receiver={StoryKills.Job}"));

        kills.AssertFromOutside(outside);
        kills.AssertFromInside(inside);
        foreach (JsonElement e in (JsonElement[])[outside, inside])
        {
            AssertRow(e, await exporter.Http.GetStringAsync($"/events?receiver={e.GetProperty("receiver").TextOf("comm")}"));
            await OtlpReceiver.UntilAsync(() => Records(receiver, e).Any());
            AssertRecord(e, Assert.Single(Records(receiver, e)));
        }
    }

    private static IEnumerable<OtlpMessage> Records(OtlpReceiver receiver, JsonElement e) => receiver.LogRecords
        .Where(record => record.Attributes(6).GetValueOrDefault("process.pid") is long pid && pid == e.GetProperty("receiver").NumberOf("pid"));

    private static void AssertRow(JsonElement e, string page)
    {
        (JsonElement sender, JsonElement victim) = (e.GetProperty("sender"), e.GetProperty("receiver"));
        Assert.Contains($"<bdi>{victim.TextOf("comm")}</bdi></a>({victim.NumberOf("pid")})", page, StringComparison.Ordinal);
        Assert.Contains(
            $"<bdi>pkill</bdi></a>({sender.NumberOf("pid")})" + string.Concat(e.AncestorsOf().Select(a => $" &lt; <bdi>{a.Comm}</bdi>({a.Pid})")) + "</span>",
            page,
            StringComparison.Ordinal);
        foreach (JsonElement process in new[] { sender, victim }.Where(p => p.TextOf("pod_uid") is not null))
        {
            Assert.Contains($"pid {process.NumberOf("ns_pid")} in its namespace", page, StringComparison.Ordinal);
            Assert.Contains($"container <abbr title=\"{process.TextOf("container_id")}\">", page, StringComparison.Ordinal);
            Assert.Contains($"pod {process.TextOf("pod_uid")}", page, StringComparison.Ordinal);
        }
    }

    /// <param name="e">As /events has it.</param>
    /// <param name="record">A LogRecord of opentelemetry-proto.</param>
    private static void AssertRecord(JsonElement e, OtlpMessage record)
    {
        (JsonElement sender, JsonElement victim) = (e.GetProperty("sender"), e.GetProperty("receiver"));
        (string Comm, long Pid)[] ancestors = e.AncestorsOf();
        Assert.Equal(
            $"SIGKILL from pkill({sender.NumberOf("pid")}){string.Concat(ancestors.Select(a => $" < {a.Comm}({a.Pid})"))} to {victim.TextOf("comm")}({victim.NumberOf("pid")}), delivered",
            record.Message(5).Text(1));

        Dictionary<string, object?> wanted = new()
        {
            ["linux.signal.name"] = "SIGKILL",
            ["linux.signal.number"] = 9L,
            ["linux.signal.origin"] = "user",
            ["linux.signal.code"] = "SI_USER",
            ["linux.signal.result"] = "delivered",
            ["linux.signal.sender.comm"] = sender.TextOf("comm"),
            ["linux.signal.sender.pid"] = sender.NumberOf("pid"),
            ["linux.signal.sender.vpid"] = sender.NumberOf("ns_pid"),
            ["linux.signal.sender.uid"] = sender.NumberOf("uid"),
            ["linux.signal.sender.thread.id"] = sender.NumberOf("tid"),
            ["linux.signal.sender.thread.name"] = sender.TextOf("thread_comm"),
            ["linux.signal.sender.cgroup"] = sender.TextOf("cgroup"),
            ["linux.signal.sender.container.id"] = sender.TextOf("container_id"),
            ["linux.signal.sender.pod.uid"] = sender.TextOf("pod_uid"),
            ["linux.signal.sender.ancestor.comms"] = string.Join(' ', ancestors.Select(a => a.Comm)),
            ["linux.signal.sender.ancestor.pids"] = string.Join(' ', ancestors.Select(a => a.Pid)),
            ["linux.signal.receiver.comm"] = victim.TextOf("comm"),
            ["process.pid"] = victim.NumberOf("pid"),
            ["process.vpid"] = victim.NumberOf("ns_pid"),
            ["process.real_user.id"] = victim.NumberOf("uid"),
            ["thread.id"] = victim.NumberOf("tid"),
            ["thread.name"] = victim.TextOf("thread_comm"),
            ["process.linux.cgroup"] = victim.TextOf("cgroup"),
            ["container.id"] = victim.TextOf("container_id"),
            ["k8s.pod.uid"] = victim.TextOf("pod_uid"),
        };
        Assert.Equal(Lines(wanted.Where(pair => pair.Value is not null)), Lines(record.Attributes(6).Select(pair => KeyValuePair.Create<string, object?>(
            pair.Key, pair.Value is object[] many ? string.Join(' ', many) : pair.Value))));
    }

    private static string Lines(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        string.Join('\n', attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
}
