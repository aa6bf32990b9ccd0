using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Logging;
using Xunit;

namespace SignalExporter.Tests;

public sealed class ServeFlagsTests
{
    [Fact]
    public void Without_flags_it_listens_on_loopback_and_leaves_out_the_noise()
    {
        ServeOptions options = Read();

        ListenAddress address = Assert.Single(options.ListenAddresses);
        Assert.Equal((IPAddress.Loopback, 10009), (address.Address, address.Port));
        Assert.Equal("/metrics", options.TelemetryPath);
        Assert.Equal((8192, TimeSpan.FromHours(24)), (options.SeriesLimit, options.SeriesIdle));
        Assert.Equal((LogLevel.Information, LogFormat.Logfmt), (options.LogLevel, options.LogFormat));
        Assert.Equal(62, options.Signals.Count);
        Assert.DoesNotContain(options.Signals, signal => signal.Name is "SIGCHLD" or "SIGALRM");
    }

    [Fact]
    public void An_empty_exclusion_leaves_nothing_out() => Assert.Equal(64, Read("--signals.exclude=").Signals.Count);

    [Fact]
    public void An_exclusion_replaces_the_default()
    {
        ServeOptions options = Read("--signals.exclude", "SIGURG,rtmin+1");

        Assert.Equal(["SIGURG", "SIGRTMIN+1"], Signal.All.Where(signal => !options.Signals.Contains(signal)).Select(signal => signal.Name));
    }

    [Fact]
    public void An_inclusion_counts_only_these_also_what_is_left_out_by_default() =>
        Assert.Equal(
            ["SIGKILL", "SIGCHLD"],
            Read("--signals.include=SIGCHLD, 9").Signals.OrderBy(signal => signal.Number).Select(signal => signal.Name));

    [Fact]
    public void Addresses_are_as_many_as_are_given()
    {
        ServeOptions options = Read("--web.listen-address=:1", "--web.listen-address=[::1]:2", "--web.listen-address=localhost:3");

        Assert.Equal(
            [(null, 1), (IPAddress.IPv6Loopback, 2), (IPAddress.Loopback, 3)],
            options.ListenAddresses.Select(address => (address.Address, address.Port)));
    }

    [Theory]
    [InlineData("--signals.exclude=SIGKIL", "--signals.exclude: unknown signal 'SIGKIL'; did you mean SIGKILL?")]
    [InlineData("--signals.include=", "--signals.include: the list is empty, so that nothing would be counted")]
    [InlineData("--series.limit=0", "--series.limit: '0' is not a number from 1 to 250000")]
    [InlineData("--series.limit=250001", "--series.limit: '250001' is not a number from 1 to 250000")]
    [InlineData("--series.limit=8k", "--series.limit: '8k' is not a number from 1 to 250000")]
    [InlineData("--series.idle=0s", "--series.idle: '0s' is not a duration of a second or more, as in 24h, 30m or 1h30m")]
    [InlineData("--series.idle=5", "--series.idle: '5' is not a duration of a second or more, as in 24h, 30m or 1h30m")]
    [InlineData("--histogram.limit=0", "--histogram.limit: '0' is not a number from 1 to 10000")]
    [InlineData("--histogram.limit=10001", "--histogram.limit: '10001' is not a number from 1 to 10000")]
    [InlineData("--escalation.window=0s", "--escalation.window: '0s' is not a duration of a second or more, as in 5m, 90s or 1m30s")]
    [InlineData("--events.signals=", "--events.signals: the list is empty; --no-collector.events does without events")]
    [InlineData("--events.signals=SIGKIL", "--events.signals: unknown signal 'SIGKIL'; did you mean SIGKILL?")]
    [InlineData("--source=tracefs", "--source: 'tracefs' is none of auto, ebpf")]
    [InlineData("--log.level=loud", "--log.level: 'loud' is none of debug, info, warn, error")]
    [InlineData("--log.format=xml", "--log.format: 'xml' is none of logfmt, json")]
    [InlineData("--web.telemetry-path=metrics", "--web.telemetry-path: 'metrics' cannot be used; expected a path of its own, as in /metrics")]
    [InlineData("--web.telemetry-path=/", "--web.telemetry-path: '/' cannot be used; expected a path of its own, as in /metrics")]
    [InlineData("--web.telemetry-path=/events", "--web.telemetry-path: '/events' cannot be used; expected a path of its own, as in /metrics")]
    [InlineData("--web.telemetry-path=/{x}", "--web.telemetry-path: '/{x}' cannot be used; expected a path of its own, as in /metrics")]
    [InlineData("--web.listen-address=10009", "--web.listen-address: '10009': expected host:port, as in 127.0.0.1:10009, [::1]:10009 or :10009")]
    [InlineData("--web.listen-address=127.0.0.1:99999", "--web.listen-address: '127.0.0.1:99999': expected host:port, as in 127.0.0.1:10009, [::1]:10009 or :10009")]
    [InlineData("--web.listen-address=::1:10009", "--web.listen-address: '::1:10009': '::1' is not an IP address; expected as in 127.0.0.1:10009, [::1]:10009 or :10009")]
    [InlineData("--web.listen-address=example.org:1", "--web.listen-address: 'example.org:1': 'example.org' is not an IP address; expected as in 127.0.0.1:10009, [::1]:10009 or :10009")]
    public void What_is_wrong_is_named_with_its_flag(string flag, string error) => Assert.Equal([error], Errors(flag));

    [Fact]
    public void All_that_is_wrong_is_named_at_once() =>
        Assert.Equal(3, Errors("--series.limit=x", "--log.level=y", "--signals.exclude=FOO").Count);

    [Fact]
    public void Inclusion_and_exclusion_do_not_go_together() =>
        Assert.Equal(
            ["--signals.include and --signals.exclude cannot be used together"],
            Errors("--signals.include=SIGKILL", "--signals.exclude=SIGTERM"));

    [Fact]
    public void Collectors_are_switched_on_and_off()
    {
        ServeOptions usual = Read();
        ServeOptions other = Read("--no-collector.delivery", "--no-collector.termination", "--collector.failures");

        Assert.Equal((true, true, false), (usual.Delivery, usual.Termination, usual.SendFailures));
        Assert.Equal((false, false, true), (other.Delivery, other.Termination, other.SendFailures));
        Assert.Equal(
            ["--collector.delivery and --no-collector.delivery cannot be used together"],
            Errors("--collector.delivery", "--no-collector.delivery"));
    }

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData(":1", false)]
    [InlineData("0.0.0.0:1", false)]
    [InlineData("192.0.2.1:1", false)]
    public void Command_lines_are_for_listeners_on_loopback(string address, bool allowed)
    {
        string[] flags = ["--events.command-line", $"--web.listen-address={address}"];

        if (allowed)
        {
            Assert.True(Read(flags).Events!.CommandLines);
        }
        else
        {
            Assert.Equal(
                [$"--events.command-line: command lines can hold secrets, and {address} can be reached from elsewhere; "
                    + "listen on 127.0.0.1 (--web.listen-address), or do without"],
                Errors(flags));
        }
    }

    [Fact]
    public void Without_the_collector_there_are_no_events() => Assert.Null(Read("--no-collector.events").Events);

    [Fact]
    public void Every_flag_is_in_the_documentation()
    {
        string page = File.ReadAllText(Path.Combine(TestPaths.Documentation, "configuration.md"));

        Assert.All(new ServeFlags().All, flag => Assert.Contains($"| `{flag.Name}", page));
    }

    private static ServeOptions Read(params string[] arguments)
    {
        ServeOptions? options = Parse(arguments, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        return options!;
    }

    private static IReadOnlyList<string> Errors(params string[] arguments)
    {
        Assert.Null(Parse(arguments, out IReadOnlyList<string> errors));
        return errors;
    }

    private static ServeOptions? Parse(string[] arguments, out IReadOnlyList<string> errors)
    {
        var flags = new ServeFlags();
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
