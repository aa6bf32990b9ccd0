using System.Globalization;
using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A system call that sends, and what its event has to say.</summary>
/// <param name="Number">What the helper program's row <c>event</c> calls it.</param>
/// <param name="Name">Names of processes begin so: they have little room.</param>
/// <param name="Code">The si_code.</param>
/// <param name="IsToThread">Whether it sends to a thread, not to a process.</param>
/// <param name="Queues">Whether a value is sent along.</param>
/// <param name="Forged">The process that the sender claims to be, 0 where it is itself; only of those that queue.</param>
internal sealed record StoryCall(int Number, string Name, string Code, bool IsToThread, bool Queues, int Forged)
{
    private const int Count = 3;
    private const long User = 4242;
    private const int Value = 1_234_567_890;

    private static readonly StoryCall[] Calls =
    [
        new(0, "kill", "SI_USER", false, false, 0),
        new(1, "tkill", "SI_TKILL", true, false, 0),
        new(2, "tgkill", "SI_TKILL", true, false, 0),
        new(3, "sigq", "SI_QUEUE", false, true, 0),
        new(4, "tsigq", "SI_QUEUE", true, true, 0),
        new(5, "pidfd", "SI_USER", false, false, 0),
        new(6, "pidfdq", "SI_QUEUE", false, true, 0),
    ];

    /// <summary>All of them; those that send a siginfo of their own also with a forged sender.</summary>
    public static IReadOnlyList<StoryCall> All { get; } =
        [.. Calls, .. Calls.Where(c => c.Queues).Select(c => c with { Name = c.Name + "!", Forged = 1 })];

    // The helper program ends its processes' names with their ids, so nothing here believes the exporter's ids.
    public string Sender => $"{Name}<";

    public string Receiver => $"{Name}>";

    /// <summary>The helper program's row, without the names.</summary>
    public ConformanceCase Case =>
        new(string.Create(CultureInfo.InvariantCulture, $"event {Count} {Number} {Value} {Forged}"));

    /// <summary>Throws where these are not its events: <paramref name="starter"/> is who started the helper program.</summary>
    public void AssertEvents(IReadOnlyCollection<JsonElement> events, long starter)
    {
        Assert.Equal(Count, events.Count);
        foreach (JsonElement e in events)
        {
            Assert.Equal(
                ("SIGTERM", Code, "user", "delivered"),
                (e.TextOf("signal"), e.TextOf("code"), e.TextOf("origin"), e.TextOf("result")));
            Assert.Equal(Queues ? Value : null, e.NumberOf("value"));
            Assert.Equal(Forged == 0 ? null : Forged, e.NumberOf("forged_pid"));
            AssertProcess(e.GetProperty("sender"), Sender, isThread: true);
            AssertProcess(e.GetProperty("receiver"), Receiver, IsToThread);
            Assert.Equal("provoke", e.AncestorsOf()[0].Comm);
            Assert.Equal(starter, e.AncestorsOf()[1].Pid);
        }
    }

    private static void AssertProcess(JsonElement process, string prefix, bool isThread)
    {
        (long pid, long tid) = (process.NumberOf("pid")!.Value, process.NumberOf("tid")!.Value);
        Assert.Equal($"{prefix}{pid}", process.TextOf("comm"));
        Assert.Equal(isThread ? $"thread{tid}" : $"{prefix}{pid}", process.TextOf("thread_comm"));
        Assert.Equal(isThread, pid != tid);
        Assert.Equal(User, process.NumberOf("uid"));
    }
}
