using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Sends that fail are counted by system call and error, where --collector.failures asks for it.</summary>
[Collection(FateSuite.Name)]
public sealed class SendFailureTests(FateProvoke provoke, FateExporter following) : IClassFixture<FateExporter>
{
    private const int Count = 20;

    // In the order in which the helper program numbers them, with the errors that each one knows.
    private static readonly (string Name, string[] Errors)[] Calls =
    [
        ("kill", ["EPERM", "ESRCH", "EINVAL"]),
        ("tkill", ["EPERM", "ESRCH", "EAGAIN", "EINVAL"]),
        ("tgkill", ["EPERM", "ESRCH", "EAGAIN", "EINVAL"]),
        ("rt_sigqueueinfo", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT"]),
        ("rt_tgsigqueueinfo", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT"]),
        ("pidfd_send_signal", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT", "EBADF"]),
    ];

    private static readonly Dictionary<string, int> Errors = new()
    {
        ["EPERM"] = 1,
        ["ESRCH"] = 3,
        ["EBADF"] = 9,
        ["EAGAIN"] = 11,
        ["EFAULT"] = 14,
        ["EINVAL"] = 22,
    };

    public static TheoryData<string, string, bool> Failures
    {
        get
        {
            var failures = new TheoryData<string, string, bool>();
            foreach ((string name, string[] errors) in Calls)
            {
                foreach (string error in errors)
                {
                    failures.Add(name, error, false);
                    failures.Add(name, error, true);
                }
            }

            return failures;
        }
    }

    // Among them are sends that succeed, and probes with signal 0 that fail in the same way.
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_counted_and_nothing_else(string call, string error, bool compat)
    {
        int number = Calls.Index().Single(c => c.Item.Name == call).Index;
        string sender = $"f{number}-{error}-{(compat ? 32 : 64)}";

        FateGrowth growth = await following.Exporter.GrowthAsync([sender], () => provoke.RunAsync(
            "fail", Count, sender, "fails", number, Errors[error], compat ? 1 : 0));

        Assert.Equal(
            error switch
            {
                // Two impossible numbers, so twice as many.
                "EINVAL" => $"failed invalid {call} EINVAL {sender} {2 * Count}",
                "EAGAIN" => $"failed SIGRTMIN+3 {call} EAGAIN {sender} {Count}",
                _ => $"failed SIGURG {call} {error} {sender} {Count}",
            },
            growth.Lines);
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
        await provoke.RunAsync("fail", 1, "fails", "fails", 0, Errors["ESRCH"]);

        Assert.DoesNotContain("send_failures", (await exporter.ScrapeAsync()).Text, StringComparison.Ordinal);
    }
}
