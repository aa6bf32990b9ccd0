using System.Text.Json;
using Xunit.Sdk;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The calls that send, with all that their events have to say.</summary>
internal sealed class CallCheck(IReadOnlyList<StoryCall> calls)
    : GuestCheck("calls", [.. calls.Select(c => new GuestRow(c.Case, c.Sender, c.Receiver))])
{
    // Everything in a guest is started by its first process.
    private const long Starter = 1;

    // Its processes are called by their ids.
    protected override string Counted(GuestOutput output, GuestRow row) => "";

    protected override string Wanted(IEnumerable<string> expected, GuestRow row) => "";

    protected override string? OtherFlaw(GuestOutput output, GuestRow row, int number)
    {
        JsonElement[] events = [.. output.Events.Where(e =>
            e.TextOf("signal") == "SIGTERM"
            && e.GetProperty("receiver").TextOf("comm")?.StartsWith(row.Receiver, StringComparison.Ordinal) == true)];
        try
        {
            calls.Single(c => c.Receiver == row.Receiver).AssertEvents(events, Starter);
            return null;
        }
        catch (XunitException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }
}
