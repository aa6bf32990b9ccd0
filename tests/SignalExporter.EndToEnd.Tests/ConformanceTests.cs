using System.Runtime.InteropServices;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Whatever sends a signal on this kernel is counted as what it is, exactly as often as it happened.</summary>
[Collection(KernelSuite.Name)]
public sealed class ConformanceTests(Provoke provoke, CountingExporter counting) : IClassFixture<CountingExporter>
{
    public static TheoryData<string> Causes => new(ConformanceCase.Here(ConformanceTable.Cases).Select(c => c.Provoke));

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task A_cause_makes_its_series_and_no_others(string cause)
    {
        (int index, ConformanceCase wanted) = ConformanceTable.Cases.Index().Single(c => c.Item.Provoke == cause);
        (string sender, string receiver) = ($"send-{index}", $"recv-{index}");
        IEnumerable<ExpectedSeries> expected = wanted.ExpectedOn(RuntimeInformation.OSArchitecture)
            .Select(e => ExpectedSeries.Parse(e, sender, receiver));

        string growth = await counting.GrowthAsync(
            [sender, receiver], () => provoke.RunAsync(wanted.Row, wanted.Count, sender, receiver, wanted.Numbers));

        Assert.Equal(CountingExporter.Lines(expected), growth);
    }

    // The kernel says only after a SIGKILL that it was an OOM kill. Neither kind may be taken for the other.
    [Fact]
    public async Task An_OOM_kill_and_another_kernel_SIGKILL_of_the_same_name_are_told_apart()
    {
        string growth = await counting.GrowthAsync(["mixed-victim"], async () =>
        {
            await provoke.RunAsync("oom", 2, "nobody", "mixed-victim");
            await provoke.RunAsync("ptrace-exitkill", 2, "mixed-tracer", "mixed-victim");
            await provoke.RunAsync("rlimit-rttime", 1, "nobody", "mixed-victim");
            await provoke.RunAsync("oom", 1, "nobody", "mixed-victim");
        });

        Assert.Equal(
            """
            SIGKILL SI_KERNEL kernel delivered kernel > mixed-victim 3
            SIGKILL SI_KERNEL oom delivered kernel > mixed-victim 3
            SIGXCPU SI_KERNEL timer delivered kernel > mixed-victim 1
            """,
            growth);
    }
}
