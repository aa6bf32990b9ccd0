using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Sends signal events as log records, a batch at a time, each until the receiver has taken or refused it. What comes meanwhile
/// waits in a queue of a fixed size; what finds no room there is dropped and counted.
/// </summary>
/// <remarks>
/// The queue is not the SDK's: that one drops what an attempt could not send, tells nobody how much, and never tries again. The
/// records themselves are the SDK's. Its Logs API, which could make them directly, is not part of the stable packages, so each
/// event goes through an ILogger; its processors then set the time.
/// </remarks>
internal sealed class OtlpLogs : IDisposable
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);
    private static readonly EventId EventName = new(0, "linux.signal");

    private readonly OtlpSettings _settings;
    private readonly ISignalEvents _events;
    private readonly OtlpStatus _status;
    private readonly Watchlist? _watchlist;
    private readonly Receiver _receiver;
    private readonly ExportLog _log;
    private readonly LogBatch _batch;
    private readonly Queue<SignalEvent> _queue = [];
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _full = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private readonly IDisposable _subscription;
    private int _sending;
    private volatile bool _givenUp;

    /// <param name="settings">What the variables say.</param>
    /// <param name="events">The events.</param>
    /// <param name="watchlist">Tells which were expected; null where there is none.</param>
    /// <param name="status">Counts.</param>
    /// <param name="resource">Who speaks.</param>
    /// <param name="logger">For the exporter's own log.</param>
    internal OtlpLogs(
        OtlpSettings settings, ISignalEvents events, Watchlist? watchlist, OtlpStatus status, ResourceBuilder resource, ILogger logger)
    {
        _settings = settings;
        _events = events;
        _status = status;
        _watchlist = watchlist;
        _receiver = new Receiver(settings.Logs!);
        _log = new ExportLog(logger, OtlpStatus.Logs, settings.Logs!);
        _batch = new LogBatch(new OtlpLogExporter(_receiver.Options), settings.BatchSize, resource);
        status.Queued = () => QueuedNow;
        _thread = new Thread(Run) { IsBackground = true, Name = "otlp-logs" };
        _thread.Start();
        _subscription = events.Subscribe(Receive);
    }

    private int QueuedNow
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count + _sending;
            }
        }
    }

    /// <summary>Sends what is left, once, for as long as one attempt may take.</summary>
    public void Dispose()
    {
        _events.Flush();
        _subscription.Dispose();
        _stop.Set();
        if (!_thread.Join(OtlpExport.StopLimit))
        {
            _givenUp = true;
            do
            {
                _receiver.Cancel();
            }
            while (!_thread.Join(TimeSpan.FromMilliseconds(100)));
        }

        _log.Left(QueuedNow);
        _batch.Dispose();
        _receiver.Dispose();
        _full.Dispose();
        _stop.Dispose();
    }

    private void Receive(IReadOnlyList<SignalEvent> events)
    {
        int dropped = 0;
        lock (_lock)
        {
            foreach (SignalEvent signal in events)
            {
                if (_queue.Count < _settings.QueueSize)
                {
                    _queue.Enqueue(signal);
                }
                else
                {
                    dropped++;
                }
            }

            if (_queue.Count >= _settings.BatchSize)
            {
                _full.Set();
            }
        }

        if (dropped > 0)
        {
            _status.Dropped(OtlpStatus.QueueFull, dropped);
        }
    }

    private void Run()
    {
        WaitHandle[] due = [_stop, _full];
        bool stopped;
        do
        {
            stopped = WaitHandle.WaitAny(due, _settings.ScheduleDelay) == 0; // the last ones
        }
        while (SendAll() && !stopped);
    }

    /// <returns>False where the exporter stops before the receiver has decided.</returns>
    private bool SendAll()
    {
        while (!_givenUp && Take() is { Count: > 0 } events)
        {
            if (!SendUntilSettled(events))
            {
                return false;
            }

            lock (_lock)
            {
                _sending = 0;
            }
        }

        return true;
    }

    private List<SignalEvent> Take()
    {
        var events = new List<SignalEvent>();
        lock (_lock)
        {
            while (events.Count < _settings.BatchSize && _queue.TryDequeue(out SignalEvent? signal))
            {
                events.Add(signal);
            }

            _sending = events.Count;
        }

        return events;
    }

    /// <returns>False where the exporter stops before the receiver has decided.</returns>
    private bool SendUntilSettled(List<SignalEvent> events)
    {
        for (TimeSpan backoff = FirstBackoff; ; backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff)
        {
            Answer answer = Send(events);
            if (Settle(answer, events.Count))
            {
                return true;
            }

            if (_givenUp)
            {
                return false;
            }

            // Some jitter: a fleet must not come back all at once.
            TimeSpan wait = answer.RetryAfter ?? backoff * (0.5 + (Random.Shared.NextDouble() / 2));
            bool last = _stop.WaitOne(0);
            if (last || _stop.WaitOne(wait < MaxRetryAfter ? wait : MaxRetryAfter))
            {
                return !last && !_givenUp && Settle(Send(events), events.Count);
            }
        }
    }

    private Answer Send(List<SignalEvent> events)
    {
        _ = _receiver.TakeAnswer();
        ExportResult result = _batch.Send(events.Select(signal =>
        {
            WatchVerdict? verdict = _watchlist?.Judge(signal);
            return (EventSeverity.Of(signal, verdict?.Expected), EventName, new EventAttributes(signal, verdict));
        }));
        Answer answer = _receiver.TakeAnswer();
        if (result == ExportResult.Success)
        {
            _log.Succeeded(answer.Reason);
        }
        else
        {
            _status.Failed(OtlpStatus.Logs);
            _log.Failed(answer.Reason);
        }

        return answer;
    }

    /// <returns>Whether there is nothing more to do about these records.</returns>
    private bool Settle(Answer answer, int records)
    {
        long rejected = Math.Min(answer.Rejected, records);
        switch (answer.Kind)
        {
            case AnswerKind.Taken:
                _status.Sent(records - rejected);
                if (rejected > 0)
                {
                    _status.Dropped(OtlpStatus.Rejected, rejected);
                }

                return true;
            case AnswerKind.Refused:
                _status.Dropped(OtlpStatus.Rejected, records);
                return true;
            case AnswerKind.NotSent:
                _status.Dropped(OtlpStatus.ExportFailed, records);
                return true;
            default:
                return false;
        }
    }
}
