using System.Buffers;
using System.Text;
using SignalExporter.Commands.Watch;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Tests;

public sealed class WatchTableTests
{
    private static readonly SignalEvent Usual = WatchEvents.Usual;

    [Fact]
    public void It_fits_a_terminal_of_80_columns() => Assert.Equal(
        """
        TIME         SIGNAL    SENDER             RECEIVER           ORIGIN   RESULT
        06:06:07.089 SIGKILL   bash(4711)         postgres(1219)     user     delivered
        06:06:07.089 SIGSEGV   kernel             postgres(1219)     fault    delivered
        06:06:07.089 SIGKILL   bash(4711)         1219               failed: EPERM kill
        06:06:07.089 RTMIN+10  bash(4711)         postgres(1219)     user     ignored_b~

        """,
        Table(80, tree: false, Usual, WatchEvents.Fault, WatchEvents.Failed, Usual with { Signal = new Signal(44), Result = SignalResult.IgnoredByInit }));

    [Fact]
    public void A_wide_terminal_also_shows_the_user_and_the_code() => Assert.Equal(
        """
        TIME         SIGNAL      SENDER                                UID    RECEIVER                              ORIGIN         CODE          RESULT
        06:06:07.089 SIGKILL     bash(4711)                            1000   postgres(1219)                        user           SI_USER       delivered
        06:06:07.089 SIGSEGV     kernel                                -      postgres(1219)                        fault          SEGV_MAPERR   delivered
        06:06:07.089 SIGKILL     bash(4711)                            1000   1219                                  user           -             failed: EPERM kill
        06:06:07.089 SIGRTMIN+10 bash(4711)                            1000   postgres(1219)                        namespace_exit SI_USER       ignored_by_init

        """,
        Table(160, tree: false, Usual, WatchEvents.Fault, WatchEvents.Failed, Usual with { Signal = new Signal(44), Origin = Origin.NamespaceExit, Result = SignalResult.IgnoredByInit }));

    [Fact]
    public void A_name_gives_way_to_its_number_and_a_container_to_both()
    {
        SignalEvent e = Usual with
        {
            Sender = WatchEvents.Process(4194304, "containerd-shim"),
            Receiver = WatchEvents.Process(12, "nginx", cgroup: $"/docker/{WatchEvents.ContainerId}"),
        };

        Assert.Contains(" containe~(4194304) nginx(12)@0c5e35a~ ", Table(80, tree: false, e));
        Assert.Contains(" containerd-shim(4194304) ", Table(160, tree: false, e));
        Assert.Contains(" nginx(12)@0c5e35a8f0d1 ", Table(160, tree: false, e));
    }

    [Fact]
    public void The_tree_stands_below_and_is_whole()
    {
        SignalEvent deep = Usual with
        {
            Ancestors = [.. Enumerable.Range(0, 7).Select(i => new Ancestor(9000 + i, Comm.From("ancestor-" + i)))],
        };

        Assert.Equal(
            """
                         bash(4711) < sshd(801) < systemd(1)
            """,
            Table(80, tree: true, Usual).Split('\n')[2]);
        Assert.Equal(
            """
                         bash(4711) < ancestor-0(9000) < ancestor-1(9001) < ancestor-2(9002)
                          < ancestor-3(9003) < ancestor-4(9004) < ancestor-5(9005)
                          < ancestor-6(9006) < ...
            """,
            string.Join('\n', Table(80, tree: true, deep).Split('\n')[2..5]));
        Assert.Equal(3, Table(80, tree: true, WatchEvents.Fault).Split('\n').Length); // the kernel has no ancestors
    }

    [Fact]
    public void What_only_some_have_stands_below()
    {
        SignalEvent e = Usual with { Value = 42, ForgedPid = 1, CommandLine = "kill -9 " + new string('1', 100) };

        Assert.Equal(
            """
                         forged: it says that process 1 sent it
                         value: 42
                         command line: kill -9 111111111111111111111111111111111111111111111~
            """,
            string.Join('\n', Table(81, tree: false, e).Split('\n')[2..5]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(100)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(159)]
    [InlineData(300)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        SignalEvent e = Usual with
        {
            Signal = new Signal(64),
            Origin = Origin.NamespaceExit,
            Result = SignalResult.AlreadyPending,
            Sender = WatchEvents.Process(4194304, "\u65e5\u672c\u8a9e\u65e5\u672c", 4294967295, $"/docker/{WatchEvents.ContainerId}"),
            Receiver = WatchEvents.Process(4194303, "\U0001f4a9\U0001f4a9\U0001f4a9", 0, $"/docker/{WatchEvents.ContainerId}"),
            CommandLine = new string('x', 4000),
            ForgedPid = 1,
            Value = long.MinValue,
        };

        string[] lines = Table(width, tree: true, e, WatchEvents.Failed, WatchEvents.Fault).Split('\n');

        Assert.All(lines, line => Assert.InRange(SafeText.Width(line), 0, width));
    }

    [Fact]
    public void Lines_follow_a_terminal_that_is_resized()
    {
        var terminal = new WatchOutput { IsTerminal = true, Width = 80 };
        var writer = new TableEventWriter(terminal, colours: false, tree: false, TimeZoneInfo.Utc);
        var text = new ArrayBufferWriter<byte>();

        writer.Write(Usual, text);
        terminal.Width = 160;
        writer.Write(Usual, text);

        Assert.Equal([false, true], Encoding.UTF8.GetString(text.WrittenSpan).Split('\n')[..2].Select(line => line.Contains("SI_USER", StringComparison.Ordinal)));
    }

    [Fact]
    public void Colours_are_of_the_16_that_themes_choose_and_end_with_what_they_are_for()
    {
        string text = Table(80, tree: true, colours: true, Usual, WatchEvents.Failed, Usual with { Origin = Origin.Oom, Signal = new Signal(15) });

        Assert.Contains("\x1b[1;31mSIGKILL\x1b[0m", text);
        Assert.Contains("\x1b[35mSIGTERM\x1b[0m", text);
        Assert.Contains("\x1b[35moom\x1b[0m", text);
        Assert.Contains("\x1b[1;31mfailed: EPERM kill\x1b[0m", text);
        Assert.Matches("^(\x1b\\[(0|1|2|35|1;31)m|[^\x1b])*$", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.LastIndexOf("\x1b[0m", StringComparison.Ordinal) >= line.LastIndexOf('\x1b')));
    }

    [Theory]
    [InlineData(null, "xterm", true)]
    [InlineData("", "xterm-256color", true)]
    [InlineData("1", "xterm", false)]
    [InlineData(null, "dumb", false)]
    [InlineData(null, "", false)]
    [InlineData(null, null, false)]
    public void Colours_are_shown_where_they_are_wanted(string? noColour, string? terminal, bool expected) => Assert.Equal(
        expected, WatchCommand.HasColours(name => name == "NO_COLOR" ? noColour : name == "TERM" ? terminal : null));

    [Fact]
    public void In_a_pipe_nothing_is_cut_and_tabs_stand_between()
    {
        SignalEvent e = Usual with
        {
            Receiver = WatchEvents.Process(12, "tmux: server", cgroup: $"/docker/{WatchEvents.ContainerId}"),
            Value = 42,
        };

        Assert.Equal(
            "06:06:07.089\tSIGKILL\tbash(4711)\t1000\ttmux: server(12)@0c5e35a8f0d1\tuser\tSI_USER\tdelivered\tbash(4711) < sshd(801) < systemd(1)\tvalue: 42\n"
            + "06:06:07.089\tSIGKILL\tbash(4711)\t1000\t1219\tuser\t-\tfailed: EPERM kill\tbash(4711) < sshd(801) < systemd(1)\n"
            + "06:06:07.089\tSIGSEGV\tkernel\t-\tpostgres(1219)\tfault\tSEGV_MAPERR\tdelivered\t-\n",
            Written(new PlainEventWriter(tree: true, Zone), e, WatchEvents.Failed, WatchEvents.Fault));
    }

    [Theory]
    [InlineData(SendingCall.Kill, -1, "everybody")]
    [InlineData(SendingCall.Kill, 0, "its group")]
    [InlineData(SendingCall.Kill, -640, "group 640")]
    [InlineData(SendingCall.Kill, int.MinValue, "group 2147483648")]
    [InlineData(SendingCall.PidfdSendSignal, 7, "fd 7")]
    [InlineData(SendingCall.Tgkill, 1219, "1219")]
    public void Who_a_failed_call_meant_is_shown(SendingCall call, int target, string expected) => Assert.Equal(
        expected, Written(new PlainEventWriter(tree: false, Zone), WatchEvents.Failed with { Failure = new SendFailure(call, 3, target) }).Split('\t')[4]);

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

    private static string Table(int width, bool tree, params SignalEvent[] events) => Table(width, tree, colours: false, events);

    private static string Table(int width, bool tree, bool colours, params SignalEvent[] events) =>
        Written(new TableEventWriter(new WatchOutput { IsTerminal = true, Width = width }, colours, tree, Zone), events);

    private static string Written(IEventWriter writer, params SignalEvent[] events)
    {
        var text = new ArrayBufferWriter<byte>();
        writer.WriteHeader(text);
        foreach (SignalEvent e in events)
        {
            writer.Write(e, text);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
