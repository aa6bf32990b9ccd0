using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed class OtlpEventTests
{
    private static readonly SignalEvent Kill = OtlpFakeEvents.Kill;

    [Fact]
    public void A_line_tells_who_did_what_to_whom()
    {
        Assert.Equal("SIGKILL from bash(4711) < sshd(801) < sshd(640) to postgres(1219), delivered", EventText.Describe(Kill));
        Assert.Equal(
            "SIGSEGV from kernel (fault) to postgres(1219), delivered",
            EventText.Describe(Kill with { Signal = new Signal(11), Sender = null, Origin = Origin.Fault, Ancestors = [] }));
        Assert.Equal(
            "SIGTERM from bash(4711) < sshd(801) to 1219 failed: kill EPERM",
            EventText.Describe(Kill with
            {
                Signal = new Signal(15),
                Receiver = null,
                Ancestors = [Kill.Ancestors[0]],
                Failure = new SendFailure(SendingCall.Kill, 1, 1219),
            }));
    }

    [Fact]
    public void A_name_cannot_break_the_line() => Assert.Equal(
        @"SIGKILL from a\u000ab\u001b(4711) to postgres(1219), delivered",
        EventText.Describe(Kill with { Ancestors = [], Sender = Kill.Sender! with { Comm = Comm.From("a\nb\u001b") } }));

    [Fact]
    public void The_severity_follows_what_happened()
    {
        Assert.Equal(LogLevel.Error, EventSeverity.Of(Kill, expected: false));
        Assert.Equal(LogLevel.Information, EventSeverity.Of(Kill, expected: true));
        Assert.Equal(LogLevel.Warning, EventSeverity.Of(Kill, null));
        Assert.Equal(LogLevel.Information, EventSeverity.Of(Kill with { Signal = new Signal(15) }, null));
        Assert.Equal(LogLevel.Warning, EventSeverity.Of(Kill with { Signal = new Signal(15), Result = SignalResult.IgnoredByInit }, null));
        Assert.Equal(LogLevel.Warning, EventSeverity.Of(Kill with { Signal = new Signal(11), Origin = Origin.Fault }, null));
        Assert.Equal(LogLevel.Warning, EventSeverity.Of(Kill with { Origin = Origin.Oom }, null));
        Assert.Equal(LogLevel.Information, EventSeverity.Of(Kill with { Origin = Origin.NamespaceExit }, null));
        Assert.Equal(LogLevel.Warning, EventSeverity.Of(Kill with { Failure = new SendFailure(SendingCall.Kill, 1, 2) }, null));
        Assert.Equal(LogLevel.Information, EventSeverity.Of(Kill with { Failure = new SendFailure(SendingCall.Kill, 3, 2) }, null));
    }

    [Fact]
    public void The_watchlist_judges_events_as_it_judges_counts()
    {
        using var watchlist = new Watchlist(new FakeSource(), new CollectorHealth(NullLogger<CollectorHealth>.Instance), TimeProvider.System);
        Assert.Null(watchlist.Judge(Kill));

        watchlist.Use([WatchlistTests.Rule("post*", "systemd")]);

        Assert.Equal(new WatchVerdict("post*", false), watchlist.Judge(Kill));
        Assert.Equal(new WatchVerdict("post*", true), watchlist.Judge(Kill with { Sender = Kill.Sender! with { Comm = Comm.From("systemd") } }));
        Assert.Null(watchlist.Judge(Kill with { Signal = new Signal(15) }));
        Assert.Null(watchlist.Judge(Kill with { Result = SignalResult.Ignored }));
        Assert.Null(watchlist.Judge(Kill with { Receiver = null, Failure = new SendFailure(SendingCall.Kill, 1, 2) }));
    }

    /// <summary>docs/metrics.md lists them all.</summary>
    [Fact]
    public void Every_attribute_is_on_the_page()
    {
        string page = File.ReadAllText(Path.Combine(
            typeof(CatalogueTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
                .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Documentation").Value!,
            "metrics.md"));
        SignalEvent everything = Kill with
        {
            Value = 1,
            ForgedPid = 1,
            CommandLine = "a b",
            Sender = Kill.Sender! with { ControlGroup = Kill.Receiver!.ControlGroup },
        };
        IEnumerable<string> names = new EventAttributes(everything, new WatchVerdict("post*", false))
            .Concat(new EventAttributes(everything with { Failure = new SendFailure(SendingCall.Kill, 1, 2) }, null))
            .Select(attribute => attribute.Key).Distinct();

        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
