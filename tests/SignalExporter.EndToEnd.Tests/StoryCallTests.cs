using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Whatever sends a signal, its event has the true sender and receiver, the code, and what was sent along.</summary>
[Collection(KernelSuite.Name)]
public sealed class StoryCallTests(Provoke provoke, StoryExporter story) : IClassFixture<StoryExporter>
{
    private const int Count = 3;
    private const long User = 4242;
    private const int Value = 1_234_567_890;
    private const int Forged = 1;

    // The helper program ends its processes' names with their ids, so nothing here believes the exporter's ids.
    [Theory]
    [InlineData(0, "kill", "SI_USER", false, false)]
    [InlineData(1, "tkill", "SI_TKILL", true, false)]
    [InlineData(2, "tgkill", "SI_TKILL", true, false)]
    [InlineData(3, "sigq", "SI_QUEUE", false, true)]
    [InlineData(4, "tsigq", "SI_QUEUE", true, true)]
    [InlineData(5, "pidfd", "SI_USER", false, false)]
    [InlineData(6, "pidfdq", "SI_QUEUE", false, true)]
    public async Task A_call_that_sends(int call, string name, string code, bool toThread, bool queues)
    {
        foreach (int claimed in queues ? new[] { 0, Forged } : [0])
        {
            string mark = $"{name}{(claimed == 0 ? "" : "!")}";
            await provoke.RunAsync("event", Count, $"{mark}<", $"{mark}>", call, Value, claimed);

            JsonElement[] events = await StoryEvents.ReadAsync(story.Exporter, $"signal=SIGTERM&receiver={Uri.EscapeDataString(mark)}>*");

            Assert.Equal(Count, events.Length);
            foreach (JsonElement e in events)
            {
                Assert.Equal(("SIGTERM", code, "user", "delivered"), (e.TextOf("signal"), e.TextOf("code"), e.TextOf("origin"), e.TextOf("result")));
                Assert.Equal(queues ? Value : null, e.NumberOf("value"));
                Assert.Equal(claimed == 0 ? null : claimed, e.NumberOf("forged_pid"));
                AssertProcess(e.GetProperty("sender"), $"{mark}<", isThread: true);
                AssertProcess(e.GetProperty("receiver"), $"{mark}>", toThread);
                Assert.Equal("provoke", e.AncestorsOf()[0].Comm);
                Assert.Equal(Environment.ProcessId, e.AncestorsOf()[1].Pid);
            }
        }
    }

    [Fact]
    public Task A_fault_has_no_sender() => FromKernelAsync("segv-maperr", "SIGSEGV", "SEGV_MAPERR", "fault");

    [Fact]
    public Task An_out_of_memory_kill_has_no_sender() => FromKernelAsync("oom", "SIGKILL", "SI_KERNEL", "oom");

    [Fact]
    public Task A_key_of_the_terminal_has_no_sender() => FromKernelAsync("terminal-key", "SIGINT", "SI_KERNEL", "terminal");

    private async Task FromKernelAsync(string row, string signal, string code, string origin)
    {
        string victim = $"{origin}-victim";
        await provoke.RunAsync(row, Count, "story-cause", victim);

        JsonElement[] events = await StoryEvents.ReadAsync(story.Exporter, $"receiver={victim}");

        Assert.Equal(Count, events.Length);
        foreach (JsonElement e in events)
        {
            Assert.Equal((signal, code, origin, "delivered"), (e.TextOf("signal"), e.TextOf("code"), e.TextOf("origin"), e.TextOf("result")));
            Assert.Equal(JsonValueKind.Null, e.GetProperty("sender").ValueKind);
            Assert.Empty(e.AncestorsOf());
            Assert.Equal(victim, e.GetProperty("receiver").TextOf("comm"));
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
