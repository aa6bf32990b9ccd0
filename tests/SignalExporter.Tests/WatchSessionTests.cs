using SignalExporter.Commands.Watch;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Streams;
using Xunit;

namespace SignalExporter.Tests;

public sealed class WatchSessionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WatchSource _source = new();
    private readonly WatchOutput _output = new();
    private readonly StringWriter _errors = new();
    private readonly TaskCompletionSource _stop = new();

    [Fact]
    public async Task The_kernel_is_asked_for_these_events_and_counts_nothing()
    {
        WatchOptions options = Options(count: 1);
        Task<int> session = await StartAsync(options);
        _source.Send(WatchEvents.Usual);
        await session;

        Assert.Same(options.Filter, _source.Options!.Events);
        Assert.DoesNotContain(Signal.All, signal => _source.Options.Counts(signal));
        Assert.Equal((false, false, false), (_source.Options.Delivery, _source.Options.Termination, _source.Options.SendFailures));
        Assert.True(_source.IsDisposed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Exactly_so_many_lines_are_printed(int count)
    {
        Task<int> session = await StartAsync(Options(count: count));
        for (int i = 0; i < 5; i++)
        {
            _source.Send(WatchEvents.Usual, WatchEvents.Usual);
        }

        Assert.Equal(0, await session.WaitAsync(Patience));
        Assert.Equal(count, _output.Lines.Length);
        Assert.Equal("signal-exporter: watching 1 signal\n", _errors.ToString());
    }

    [Fact]
    public async Task A_timeout_ends_it_with_what_was_sent_until_then()
    {
        Task<int> session = await StartAsync(Options(timeout: 2000));
        _source.Send(WatchEvents.Usual);
        _source.Late.Add(WatchEvents.Usual);

        Assert.Equal(124, await session.WaitAsync(Patience));
        Assert.Equal(2, _output.Lines.Length);
    }

    [Fact]
    public async Task When_the_last_one_comes_with_the_flush_it_has_all()
    {
        Task<int> session = await StartAsync(Options(count: 1, timeout: 2000));
        _source.Late.Add(WatchEvents.Usual);

        Assert.Equal(0, await session.WaitAsync(Patience));
    }

    [Fact]
    public async Task Told_to_stop_it_sums_up()
    {
        Task<int> session = await StartAsync(Options());
        _source.Send(WatchEvents.Usual, WatchEvents.Failed, WatchEvents.Usual);
        _source.Late.Add(WatchEvents.Fault);
        _source.RingFull = 7;
        _stop.SetResult();

        Assert.Equal(0, await session.WaitAsync(Patience));
        Assert.Equal(4, _output.Lines.Length);
        string[] summary = _errors.ToString().Split('\n')[1..];
        Assert.Matches(@"^4 signals in \d+\.\d s$", summary[1]);
        Assert.Equal(
            """
            COUNT  SIGNAL   SENDER  RECEIVER
                2  SIGKILL  bash    postgres
                1  SIGKILL  bash    (failed)
                1  SIGSEGV  kernel  postgres
            7 were lost: ring_full 7

            """,
            string.Join('\n', summary[2..]));
    }

    [Fact]
    public async Task The_summary_is_no_longer_than_a_screen()
    {
        Task<int> session = await StartAsync(Options());
        _source.Send([.. Enumerable.Range(0, 30).Select(i => WatchEvents.Usual with { Sender = WatchEvents.Process(5, "s" + i) })]);
        _stop.SetResult();

        await session.WaitAsync(Patience);
        Assert.Contains("\nand 10 more between others\nNone was lost.\n", _errors.ToString());
    }

    [Fact]
    public async Task Losses_are_told_when_they_happen_and_once()
    {
        Task<int> session = await StartAsync(Options(timeout: 1500));
        _source.RingFull = 12;

        await session.WaitAsync(Patience);

        Assert.Equal(
            "signal-exporter: 12 signals lost (ring_full 12): too many at once; narrow them down with --signal, --pid, --sender or --receiver",
            Assert.Single(_errors.ToString().Split('\n')[1..], line => line.Length > 0));
    }

    [Fact]
    public async Task A_closed_pipe_ends_it_quietly_also_when_nothing_happens()
    {
        Task<int> session = await StartAsync(Options());
        _output.IsClosed = true;

        Assert.Equal(0, await session.WaitAsync(Patience));
        Assert.Equal("signal-exporter: watching 1 signal\n", _errors.ToString());
    }

    [Fact]
    public async Task A_pipe_that_closes_while_it_is_written_to_ends_it_quietly()
    {
        Task<int> session = await StartAsync(Options(timeout: 60_000));
        _output.Error = new OutputException(isClosed: true, "Broken pipe");
        _source.Send(WatchEvents.Usual);

        Assert.Equal(0, await session.WaitAsync(Patience));
        Assert.Equal("signal-exporter: watching 1 signal\n", _errors.ToString());
    }

    [Fact]
    public async Task An_output_that_takes_nothing_is_an_error()
    {
        Task<int> session = await StartAsync(Options());
        _output.Error = new OutputException(isClosed: false, "No space left on device (errno 28)");
        _source.Send(WatchEvents.Usual);

        Assert.Equal(1, await session.WaitAsync(Patience));
        Assert.Equal(
            "signal-exporter: watching 1 signal\nsignal-exporter: cannot write to standard output: No space left on device (errno 28)\n",
            _errors.ToString());
    }

    [Fact]
    public async Task A_source_that_cannot_work_says_why()
    {
        var session = new WatchSession(
            Options(), _ => throw new SignalSourceException("no BTF"), _output, _errors, new JsonEventWriter(), TimeProvider.System);

        Assert.Equal(1, await session.RunAsync(_stop.Task));
        Assert.Equal("signal-exporter: no BTF\n", _errors.ToString());
        Assert.Empty(_output.Lines);
    }

    [Fact]
    public async Task A_stopped_terminal_holds_neither_the_source_nor_the_end()
    {
        const int Sent = 100_000;
        Task<int> session = await StartAsync(Options());
        _output.Flows.Reset();
        try
        {
            for (int i = 0; i < Sent / 1000; i++)
            {
                _source.Send([.. Enumerable.Repeat(WatchEvents.Usual, 1000)]);
            }

            _stop.SetResult();
            Assert.Equal(0, await session.WaitAsync(Patience));
        }
        finally
        {
            _output.Flows.Set();
        }

        string summary = _errors.ToString();
        long seen = long.Parse(summary.Split('\n').First(line => line.Contains(" signals in ", StringComparison.Ordinal)).Split(' ')[0]);
        Assert.EndsWith($"{Sent - seen} were lost: slow_output {Sent - seen}\n", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_its_own_runtime_sends_is_not_shown()
    {
        EventProcess own = WatchEvents.Process(Environment.ProcessId, "signal-exporter");
        Task<int> session = await StartAsync(Options(count: 1));
        _source.Send(WatchEvents.Usual with { Sender = own, Receiver = own }, WatchEvents.Usual with { Receiver = own });

        Assert.Equal(0, await session.WaitAsync(Patience));
        Assert.Contains("\"bash\"", Assert.Single(_output.Lines), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _source.Dispose();
        _errors.Dispose();
    }

    private async Task<Task<int>> StartAsync(WatchOptions options)
    {
        var session = new WatchSession(options, _source.Open, _output, _errors, new JsonEventWriter(), TimeProvider.System);
        Task<int> running = Task.Run(() => session.RunAsync(_stop.Task));
        await _source.Subscribed.WaitAsync(Patience);
        return running;
    }

    private static WatchOptions Options(long? count = null, int? timeout = null) => new()
    {
        Filter = new EventFilter { Signals = new HashSet<Signal> { WatchEvents.Kill } },
        Tree = false,
        Json = true,
        Count = count,
        Timeout = timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };
}
