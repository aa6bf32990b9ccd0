using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Whatever sends a signal, its event has the true sender and receiver, the code, and what was sent along.</summary>
[Collection(KernelSuite.Name)]
public sealed class StoryCallTests(Provoke provoke, StoryExporter story) : IClassFixture<StoryExporter>
{
    private const int Count = 3;
    public static TheoryData<string> Calls => new(StoryCall.All.Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_sends(string name)
    {
        StoryCall call = StoryCall.All.Single(c => c.Name == name);
        await provoke.RunAsync(call.Case.Row, call.Case.Count, call.Sender, call.Receiver, call.Case.Numbers);

        call.AssertEvents(
            await StoryEvents.ReadAsync(story.Exporter, $"signal=SIGTERM&receiver={Uri.EscapeDataString(call.Receiver)}*"),
            Environment.ProcessId);
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
}
