using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Sends that fail are counted by system call and error, where --collector.failures asks for it.</summary>
[Collection(FateSuite.Name)]
public sealed class SendFailureTests(FateProvoke provoke, FateExporter following) : IClassFixture<FateExporter>
{
    public static TheoryData<string, string, bool> Failures
    {
        get
        {
            var failures = new TheoryData<string, string, bool>();
            foreach (SendFailureCase failure in SendFailureTable.Here)
            {
                failures.Add(failure.Call, failure.Error, failure.IsCompat);
            }

            return failures;
        }
    }

    // Among them are sends that succeed, and probes with signal 0 that fail in the same way.
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_counted_and_nothing_else(string call, string error, bool compat)
    {
        ConformanceCase wanted = SendFailureTable.Find(call, error, compat).Case;
        string sender = $"f{string.Join('-', wanted.Numbers)}";

        FateGrowth growth = await following.Exporter.GrowthAsync(
            [sender], () => provoke.RunAsync(wanted.Row, wanted.Count, sender, "fails", wanted.Numbers));

        Assert.Equal(FateGrowth.Expected(wanted.Expected, sender, "fails"), growth.Lines);
    }

    [Fact]
    public async Task Two_senders_add_up()
    {
        const int Many = 100_000;

        FateGrowth growth = await following.Exporter.GrowthAsync(["fail-often"], () => Task.WhenAll(
            provoke.RunAsync("fail-often", Many, "fail-often", "fails"),
            provoke.RunAsync("fail-often", Many, "fail-often", "fails")));

        Assert.Equal($"failed SIGURG kill ESRCH fail-often {2 * Many}", growth.Lines);
    }

    [Fact]
    public async Task Without_the_flag_there_is_no_such_metric()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        await provoke.RunAsync("fail", 1, "fails", "fails", 0, SendFailureTable.NumberOf("ESRCH"));

        Assert.DoesNotContain("send_failures", (await exporter.ScrapeAsync()).Text, StringComparison.Ordinal);
    }
}
