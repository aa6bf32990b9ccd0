using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>Single signals, from a real kernel.</summary>
public sealed class EventTests
{
    private static readonly Signal Kill = new(9);
    private static readonly Signal Urg = new(23);

    [Fact]
    public void An_event_tells_who_and_on_whose_behalf_though_all_of_them_are_dead()
    {
        IReadOnlyList<SignalEvent> events = Record(
            new EventFilter { Signals = new HashSet<Signal> { Kill } },
            "sleep 100 & victim=$!; sleep 0.2; sh -c 'sh -c \"kill -KILL $1; true\"; true' - $victim; wait $victim");

        SignalEvent kill = Assert.Single(events, e => e.Receiver!.Comm == Comm.From("sleep"));
        Assert.Equal((Kill, "SI_USER", Origin.User, SignalResult.Delivered), (kill.Signal, kill.Code.Name, kill.Origin, kill.Result));
        Assert.Equal(Comm.From("sh"), kill.Sender!.Comm);
        Assert.Equal(kill.Sender.Pid, kill.Sender.NamespacePid);
        Assert.True(kill.Ancestors.Count >= 4);
        Assert.Equal([Comm.From("sh"), Comm.From("sh")], kill.Ancestors.Take(2).Select(ancestor => ancestor.Comm));
        Assert.StartsWith("/", kill.Sender.ControlGroup.Path, StringComparison.Ordinal);
        Assert.InRange(kill.Time, DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow);
        Assert.Null(kill.CommandLine);
    }

    [Fact]
    public void The_command_line_is_there_where_it_was_asked_for()
    {
        IReadOnlyList<SignalEvent> events = Record(
            new EventFilter { Signals = new HashSet<Signal> { Urg }, CommandLines = true }, "sh -c 'kill -URG $$; true' a \"b c\"");

        Assert.Contains(events, e => e.CommandLine == "sh -c kill -URG $$; true a b c");
    }

    [Fact]
    public void A_filter_holds_in_the_kernel()
    {
        var filter = new EventFilter
        {
            Signals = new HashSet<Signal> { Urg },
            Sender = new CommPattern("sh*"),
            Receiver = new CommPattern("sleep"),
            Origins = new HashSet<Origin> { Origin.User },
        };

        IReadOnlyList<SignalEvent> events = Record(
            filter, "sleep 100 & victim=$!; sleep 0.2; kill -URG $$; kill -URG $victim; kill -URG $victim; kill $victim");

        Assert.Equal(2, events.Count(e => e.Sender!.Comm == Comm.From("sh")));
        Assert.All(events, e => Assert.Equal(Comm.From("sleep"), e.Receiver!.Comm));
    }

    [Fact]
    public void A_failed_call_is_an_event_where_it_was_asked_for()
    {
        IReadOnlyList<SignalEvent> events = Record(
            new EventFilter { Signals = new HashSet<Signal> { Urg }, Failures = true }, "kill -URG 4194305");

        SignalEvent failed = Assert.Single(events, e => e.Failure is { TargetPid: 4194305 });
        Assert.Equal((SendingCall.Kill, 3), (failed.Failure!.Call, failed.Failure.Error));
        Assert.Equal(Urg, failed.Signal);
        Assert.Null(failed.Receiver);
    }

    [Theory]
    [InlineData("/", null, null)]
    [InlineData("/system.slice/cron.service", null, null)]
    [InlineData("/kubepods/burstable/pod0c5e35a8-1111-2222-3333-444444444444/HEX", "HEX", "0c5e35a8-1111-2222-3333-444444444444")]
    [InlineData("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0c5e35a8_1111_2222_3333_444444444444.slice/cri-containerd-HEX.scope", "HEX", "0c5e35a8-1111-2222-3333-444444444444")]
    [InlineData("/kubepods/pod0123456789abcdef0123456789abcdef/HEX", "HEX", "0123456789abcdef0123456789abcdef")]
    [InlineData("/system.slice/docker-HEX.scope", "HEX", null)]
    [InlineData("/docker/HEX/init.scope", "HEX", null)]
    [InlineData("/machine.slice/libpod-HEX.scope/container", "HEX", null)]
    [InlineData("/system.slice/podman.service", null, null)]
    public void A_path_tells_of_containers(string path, string? container, string? pod)
    {
        const string id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        var group = new ControlGroup(path.Replace("HEX", id, StringComparison.Ordinal));

        Assert.Equal((container?.Replace("HEX", id, StringComparison.Ordinal), pod), (group.ContainerId, group.PodUid));
    }

    /// <summary>What a shell provokes.</summary>
    private static IReadOnlyList<SignalEvent> Record(EventFilter filter, string script)
    {
        var events = new List<SignalEvent>();
        using (var source = new EbpfSignalSource(new SignalSourceOptions
        {
            Counts = _ => false,
            Delivery = false,
            Termination = false,
            Events = filter,
        }))
        {
            using IDisposable subscription = source.Events!.Subscribe(events.AddRange);
            source.Events.Start();
            Shell.Run(script);
            source.Events.Flush();
            Assert.Equal(events.Count, source.Events.Seen);
            Assert.Equal(0, source.Events.Lost["ring_full"]);
        }

        return events;
    }
}
