using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// Two kills in a container: one from a chain of named shells and pkill on the host, one from such a chain inside the
/// container. When they are told, all who took part are dead.
/// </summary>
internal sealed class StoryKills : IAsyncDisposable
{
    private const string Scripts = "story-scripts-";

    /// <summary>On the host, from the one that the test starts to the one that calls pkill.</summary>
    private static readonly string[] Outside = ["story-nightly", "story-cleanup", "story-reap"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory(Scripts);

    public StoryContainer Container { get; } = new();

    /// <summary>Killed from outside. Nobody else's has this name.</summary>
    public static string Database => $"db-{Environment.ProcessId}";

    /// <summary>Killed from inside.</summary>
    public static string Job => $"job-{Environment.ProcessId}";

    /// <summary>The parents of the pkill inside, the nearest first, to where the container was started.</summary>
    public static string[] Inside => ["story-hook", "story-timer", "story-init", "runc"];

    /// <summary>The parents of the pkill outside, the nearest first, with their true ids.</summary>
    public (string Comm, long Pid)[] Chain { get; private set; } = [];

    public async Task HappenAsync()
    {
        Container.AddScript(Database, StoryScript.Forever);
        Container.AddScript(Job, StoryScript.Forever);
        Container.AddScript("story-init", $"/{Database} & /{Job} & /story-timer; wait");
        Container.AddScript("story-timer", "/story-hook; true");
        Container.AddScript("story-hook", StoryScript.Kill(Job));
        string pids = Path.Combine(_directory.FullName, "pids");
        foreach ((int i, string name) in Outside.Index())
        {
            string next = i + 1 < Outside.Length ? $"{Path.Combine(_directory.FullName, Outside[i + 1])}; true" : StoryScript.Kill(Database);
            StoryScript.Write(Path.Combine(_directory.FullName, name), $"echo $$ >>{pids}\n{next}");
        }

        Task<ToolResult> container = Container.RunAsync("story-init");
        Task<ToolResult> chain = Tool.RunAsync(Path.Combine(_directory.FullName, Outside[0]), []);
        ToolResult ended = await container;
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        Assert.Equal(0, (await chain).ExitCode);
        Chain = [.. Outside.Zip((await File.ReadAllLinesAsync(pids)).Select(long.Parse)).Reverse()];
    }

    /// <summary>Whether this is what happened to the database, in the keys of docs/events.md.</summary>
    public void AssertFromOutside(JsonElement e)
    {
        AssertKill(e, Database);
        JsonElement sender = e.GetProperty("sender");
        Assert.Equal(sender.NumberOf("pid"), sender.NumberOf("ns_pid"));
        Assert.NotEqual(Container.Id, sender.TextOf("container_id"));
        Assert.NotEqual(Container.PodUid, sender.TextOf("pod_uid"));
        Assert.Equal([.. Chain.Select(a => a.Comm)], e.AncestorsOf().Take(Chain.Length).Select(a => a.Comm));
        Assert.Equal([.. Chain.Select(a => a.Pid), Environment.ProcessId], e.AncestorsOf().Take(Chain.Length + 1).Select(a => a.Pid));
        AssertDead([sender.NumberOf("pid")!.Value, e.GetProperty("receiver").NumberOf("pid")!.Value, .. Chain.Select(a => a.Pid)]);
    }

    /// <summary>Whether this is what happened to the job, in the keys of docs/events.md.</summary>
    public void AssertFromInside(JsonElement e)
    {
        AssertKill(e, Job);
        AssertInContainer(e.GetProperty("sender"));
        (string Comm, long Pid)[] ancestors = e.AncestorsOf();
        Assert.Equal(Inside, ancestors.Take(Inside.Length).Select(a => a.Comm));
        Assert.Equal(Environment.ProcessId, ancestors[Inside.Length].Pid);
        AssertDead(
            [e.GetProperty("sender").NumberOf("pid")!.Value, e.GetProperty("receiver").NumberOf("pid")!.Value, .. ancestors.Take(Inside.Length).Select(a => a.Pid)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Container.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private void AssertKill(JsonElement e, string receiver)
    {
        Assert.Equal(("SIGKILL", "SI_USER", "user", "delivered"), (e.TextOf("signal"), e.TextOf("code"), e.TextOf("origin"), e.TextOf("result")));
        Assert.Equal("pkill", e.GetProperty("sender").TextOf("comm"));
        Assert.Equal(receiver, e.GetProperty("receiver").TextOf("comm"));
        AssertInContainer(e.GetProperty("receiver"));
    }

    private void AssertInContainer(JsonElement process)
    {
        Assert.Equal((Container.Id, Container.PodUid), (process.TextOf("container_id"), process.TextOf("pod_uid")));
        Assert.EndsWith(Container.ControlGroup, process.TextOf("cgroup"), StringComparison.Ordinal);
        Assert.InRange(process.NumberOf("ns_pid")!.Value, 2, 1000);
        Assert.NotEqual(process.NumberOf("pid"), process.NumberOf("ns_pid"));
    }

    private static void AssertDead(IEnumerable<long> pids) => Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
}
