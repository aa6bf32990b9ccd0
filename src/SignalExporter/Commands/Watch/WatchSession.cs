using System.Globalization;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Streams;

namespace SignalExporter.Commands.Watch;

/// <summary>Shows signals from the moment the source is there until something ends it.</summary>
/// <param name="options">What is shown.</param>
/// <param name="open">Opens the source.</param>
/// <param name="output">Where events go.</param>
/// <param name="errors">Where all else goes.</param>
/// <param name="writer">How events are written.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchSession(
    WatchOptions options, Func<SignalSourceOptions, ISignalSource> open, IOutput output, TextWriter errors, IEventWriter writer, TimeProvider time)
{
    internal const int Success = 0;
    internal const int Failure = 1;
    internal const int TimedOut = 124; // as timeout(1) has it

    private const int QueueLimit = 32 * 1024; // some 20 MB

    // How soon a closed pipe and losses are noticed.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    // How long a stopped terminal may keep it from ending.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly EventQueue _queue = new(QueueLimit);
    private readonly WatchSummary _summary = new();
    private Dictionary<string, long> _told = [];

    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(Task stop)
    {
        try
        {
            return await WatchAsync(stop);
        }
        catch (OutputException closed) when (closed.IsClosed)
        {
            return Success;
        }
        catch (Exception e) when (e is SignalSourceException or OutputException)
        {
            Say(e.Message);
            return Failure;
        }
    }

    private async Task<int> WatchAsync(Task stop)
    {
        using ISignalSource source = open(new SignalSourceOptions
        {
            Counts = _ => false,
            SeriesLimit = 1,
            Delivery = false,
            Termination = false,
            HistogramLimit = 1,
            Events = options.Filter,
        });
        ISignalEvents events = source.Events ?? throw new InvalidOperationException("the source has no events, although they were asked for");
        long start = time.GetTimestamp();
        var printer = new EventPrinter(_queue, writer, output, _summary, options.Count);
        using IDisposable subscription = events.Subscribe(_queue.Add);
        events.Start();
        if (!output.IsTerminal)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"watching {options.Filter.Signals.Count} {(options.Filter.Signals.Count == 1 ? "signal" : "signals")}"));
        }

        printer.PrintHeader();
        Task<WatchEnd> printing = Task.Run(printer.PrintAsync);
        WatchEnd end = await WaitAsync(printing, stop, events, start);
        if (end is WatchEnd.TimedOut or WatchEnd.Stopped)
        {
            events.Flush();
            end = await DrainAsync(printing, end);
        }

        subscription.Dispose();
        if (end == WatchEnd.Stopped)
        {
            _summary.Write(errors, time.GetElapsedTime(start), Lost(events));
        }
        else if (end != WatchEnd.Closed)
        {
            TellLosses(events);
        }

        return end == WatchEnd.TimedOut ? TimedOut : Success;
    }

    private async Task<WatchEnd> WaitAsync(Task<WatchEnd> printing, Task stop, ISignalEvents events, long start)
    {
        while (true)
        {
            TimeSpan left = (options.Timeout ?? TimeSpan.MaxValue) - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return WatchEnd.TimedOut;
            }

            Task first = await Task.WhenAny(printing, stop, Task.Delay(left < Tick ? left : Tick, time));
            if (first == printing)
            {
                return await printing;
            }

            if (first == stop)
            {
                return WatchEnd.Stopped;
            }

            if (output.IsClosed)
            {
                return WatchEnd.Closed;
            }

            TellLosses(events);
        }
    }

    /// <summary>Lets what was handed over be written still.</summary>
    private async Task<WatchEnd> DrainAsync(Task<WatchEnd> printing, WatchEnd end)
    {
        _queue.Complete();
        if (await Task.WhenAny(printing, Task.Delay(Patience, time)) != printing)
        {
            _queue.Abandon();
            return end;
        }

        WatchEnd printed = await printing;
        bool hasCount = end == WatchEnd.TimedOut && printed == WatchEnd.Counted;
        return printed == WatchEnd.Closed || hasCount ? printed : end;
    }

    private Dictionary<string, long> Lost(ISignalEvents events) =>
        new(events.Lost) { ["slow_output"] = _queue.Lost };

    private void TellLosses(ISignalEvents events)
    {
        Dictionary<string, long> lost = Lost(events);
        Dictionary<string, long> untold = lost.ToDictionary(reason => reason.Key, reason => reason.Value - _told.GetValueOrDefault(reason.Key));
        _told = lost;
        long count = untold.Values.Sum();
        if (count > 0)
        {
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} {(count == 1 ? "signal" : "signals")} lost ({WatchSummary.Reasons(untold)}): too many at once; narrow them down with --signal, --pid, --sender or --receiver"));
        }
    }

    private void Say(string message) => errors.WriteLine($"signal-exporter: {message}");
}
