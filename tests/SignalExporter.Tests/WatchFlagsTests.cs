using System.CommandLine;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Tests;

public sealed class WatchFlagsTests
{
    [Fact]
    public void Without_flags_all_but_the_noise_is_shown_for_ever()
    {
        WatchOptions options = Read();

        Assert.Equal(
            ["SIGALRM", "SIGCHLD", "SIGURG"],
            Signal.All.Where(signal => !options.Filter.Signals.Contains(signal)).Select(signal => signal.Name).Order());
        Assert.Equal((null, null, null, null), (options.Filter.ReceiverPid, options.Filter.Sender, options.Filter.Receiver, options.Filter.Origins));
        Assert.Equal((false, false, false, false), (options.Filter.Failures, options.Filter.CommandLines, options.Tree, options.Json));
        Assert.Equal((null, null), (options.Count, options.Timeout));
    }

    [Theory]
    [InlineData("-s=KILL", "SIGKILL")]
    [InlineData("--signal=kill,15", "SIGKILL SIGTERM")]
    [InlineData("-s KILL -s TERM", "SIGKILL SIGTERM")]
    [InlineData("-s9", "SIGKILL")]
    [InlineData("-s SIGCHLD", "SIGCHLD")]
    [InlineData("-s rtmin+1", "SIGRTMIN+1")]
    public void Signals_are_named_in_every_way(string flags, string names) => Assert.Equal(
        names.Split(' '), Read(flags.Split(' ')).Filter.Signals.OrderBy(signal => signal.Number).Select(signal => signal.Name));

    [Theory]
    [InlineData("-s all")]
    [InlineData("--signal=ALL,9")]
    public void All_is_all(string flags) => Assert.Equal(64, Read(flags.Split(' ')).Filter.Signals.Count);

    [Fact]
    public void Filters_are_handed_to_the_kernel()
    {
        EventFilter filter = Read(
            "-p", "1219", "--sender=bash", "--receiver=post*", "--origin=user,oom", "--origin", "cgroup_kill", "--failed", "--command-line").Filter;

        Assert.Equal((1219, "bash", "post*"), (filter.ReceiverPid, filter.Sender!.Text, filter.Receiver!.Text));
        Assert.Equal([Origin.User, Origin.Oom, Origin.CgroupKill], filter.Origins!.Order());
        Assert.Equal((true, true), (filter.Failures, filter.CommandLines));
    }

    [Theory]
    [InlineData("5", 5000)]
    [InlineData("5s", 5000)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    public void A_timeout_is_seconds_or_a_duration(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read("--timeout", text).Timeout);

    [Theory]
    [InlineData("-s=SIGKIL", "--signal: unknown signal 'SIGKIL'; did you mean SIGKILL?")]
    [InlineData("-s=0", "--signal: unknown signal '0'; did you mean SIGIO?")]
    [InlineData("--signal=", "--signal: the list is empty, so that nothing would be shown")]
    [InlineData("--signal=,", "--signal: the list is empty, so that nothing would be shown")]
    [InlineData("--origin=", "--origin: the list is empty, so that nothing would be shown")]
    [InlineData("--origin=User", "--origin: 'User' is none of user, fault, timer, child, io, terminal, oom, cgroup_kill, parent_death, namespace_exit, kernel")]
    [InlineData("-p=0", "--pid: '0' is not a number from 1 to 4194304")]
    [InlineData("--pid=postgres", "--pid: 'postgres' is not a number from 1 to 4194304")]
    [InlineData("--sender=", "--sender: '': it is empty")]
    [InlineData("--sender=*", "--sender: '*': it would fit every process")]
    [InlineData("--receiver=a*b", "--receiver: 'a*b': a * may stand at its end only")]
    [InlineData("--receiver=containerd-shim-runc-v2", "--receiver: 'containerd-shim-runc-v2': it has 23 bytes, and the kernel cuts names at 15: 'containerd-shim'")]
    [InlineData("--count=0", "--count: '0' is not a number from 1 to 2147483647")]
    [InlineData("--count=many", "--count: 'many' is not a number from 1 to 2147483647")]
    [InlineData("--timeout=0", "--timeout: '0' is neither a number of seconds nor a duration, as in 5, 500ms or 1m30s")]
    [InlineData("--timeout=-1", "--timeout: '-1' is neither a number of seconds nor a duration, as in 5, 500ms or 1m30s")]
    [InlineData("--timeout=1.5", "--timeout: '1.5' is neither a number of seconds nor a duration, as in 5, 500ms or 1m30s")]
    [InlineData("--timeout=99999999999", "--timeout: '99999999999' is neither a number of seconds nor a duration, as in 5, 500ms or 1m30s")]
    public void What_is_wrong_is_named_with_its_flag(string flag, string error) => Assert.Equal([error], Errors(flag));

    [Fact]
    public void All_that_is_wrong_is_named_at_once() =>
        Assert.Equal(5, Errors("-s=FOO,BAR", "--origin=x", "--pid=x", "--count=x").Count);

    [Fact]
    public void Every_flag_is_in_the_documentation()
    {
        string page = File.ReadAllText(Path.Combine(TestPaths.Documentation, "watch.md"));

        Assert.All(new WatchFlags().All, flag => Assert.Contains($"`{flag.Name}", page));
    }

    private static WatchOptions Read(params string[] arguments)
    {
        WatchOptions? options = Parse(arguments, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        return options!;
    }

    private static IReadOnlyList<string> Errors(params string[] arguments)
    {
        Assert.Null(Parse(arguments, out IReadOnlyList<string> errors));
        return errors;
    }

    private static WatchOptions? Parse(string[] arguments, out IReadOnlyList<string> errors)
    {
        var flags = new WatchFlags();
        var command = new RootCommand();
        foreach (Option flag in flags.All)
        {
            command.Options.Add(flag);
        }

        ParseResult result = command.Parse(CommandLine.WithEmptyValues(arguments));
        Assert.Empty(result.Errors);
        return flags.Read(result, out errors);
    }
}
