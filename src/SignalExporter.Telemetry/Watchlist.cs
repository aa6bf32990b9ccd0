using SignalExporter.Kernel;
using SignalExporter.Prometheus;

namespace SignalExporter.Telemetry;

/// <summary>
/// Critical processes: <c>linux.signal.critical</c> and <c>linux.signal.critical.last_timestamp</c>. The kernel counts what
/// reaches them in a table of its own; this adds it up by rule, once a second and at each scrape, so that the table stays empty
/// whether or not anybody scrapes.
/// </summary>
public sealed class Watchlist : IMetricProducer, IDisposable
{
    /// <summary>How many label sets the time of the last signal is kept for.</summary>
    internal const int MaxLast = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly MetricFamily Total = new(
        "linux.signal.critical", MetricKind.Counter, "{signal}", "Signals that reached a process on the watchlist.");

    private static readonly MetricFamily LastTimestamp = new(
        "linux.signal.critical.last_timestamp", MetricKind.Gauge, "s",
        "When the last signal like this reached a process on the watchlist, in Unix time.");

    private readonly Lock _lock = new();
    private readonly ISignalSource _source;
    private readonly CollectorHealth _health;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Dictionary<(string Process, Signal Signal, bool Expected), Tally> _totals = [];
    private readonly Dictionary<CriticalLabels, Last> _last = [];
    private IReadOnlyList<WatchRule> _rules = [];

    /// <summary>Watches for nothing until it is given rules.</summary>
    public Watchlist(ISignalSource source, CollectorHealth health, TimeProvider time)
    {
        _source = source;
        _health = health;
        _time = time;
        _timer = time.CreateTimer(_ => health.Run(CollectorHealth.Critical, Collect), null, Interval, Interval);
    }

    /// <summary>Watches by these rules from now on; what was counted stays counted.</summary>
    public void Use(IReadOnlyList<WatchRule> rules)
    {
        lock (_lock)
        {
            Collect();
            _source.Watch([.. rules.Select(rule => rule.Pattern)]);
            _rules = rules;
            foreach (WatchRule rule in rules)
            {
                foreach (Signal signal in rule.Pattern.Signals)
                {
                    _ = TallyOf(rule, signal, expected: false);
                    _ = TallyOf(rule, signal, expected: true);
                }
            }
        }
    }

    /// <summary>What the rules say of an event; null where none is about it, or it did not reach its receiver.</summary>
    internal WatchVerdict? Judge(SignalEvent signal)
    {
        bool reached = signal.Result is SignalResult.Delivered or SignalResult.AlreadyPending or SignalResult.LoseInfo;
        if (!reached || signal.Failure is not null || signal.Receiver is not { } receiver)
        {
            return null;
        }

        var critical = new CriticalSignal(
            signal.Signal, signal.Sender?.Comm ?? Comm.From("kernel"), signal.Sender?.Uid, receiver.Comm, signal.Origin, 1, signal.Time);
        WatchRule[] rules = [.. _rules.Where(rule => rule.Concerns(critical))];
        return rules.Length > 0 ? new WatchVerdict(rules[0].Process, rules.All(rule => rule.Expects(critical))) : null;
    }

    /// <summary>What <see cref="Produce"/> shows.</summary>
    internal WatchReading Read()
    {
        lock (_lock)
        {
            Collect();
            HashSet<(string, Signal)> watched =
                [.. _rules.SelectMany(rule => rule.Pattern.Signals.Select(signal => (rule.Process, signal)))];
            return new WatchReading(
                [.. _totals.Where(total => watched.Contains((total.Key.Process, total.Key.Signal)))
                    .Select(total => (total.Key, total.Value.Count, total.Value.Started))],
                [.. _last.Where(last => watched.Contains((last.Key.Process, last.Key.Signal)))
                    .Select(last => (last.Key, last.Value.Time))]);
        }
    }

    /// <inheritdoc/>
    public void Produce(IMetricSink sink) => _health.Run(CollectorHealth.Critical, () =>
    {
        lock (_lock)
        {
            Collect();
            sink.Begin(Total);
            foreach (WatchRule rule in _rules)
            {
                foreach (Signal signal in rule.Pattern.Signals.OrderBy(signal => signal.Number))
                {
                    Add(TallyOf(rule, signal, expected: false));
                    Add(TallyOf(rule, signal, expected: true));
                }
            }

            sink.Begin(LastTimestamp);
            HashSet<(string, Signal)> watched =
                [.. _rules.SelectMany(rule => rule.Pattern.Signals.Select(signal => (rule.Process, signal)))];
            foreach ((CriticalLabels labels, Last last) in _last)
            {
                if (watched.Contains((labels.Process, labels.Signal)))
                {
                    sink.Add(last.Labels, last.Time.ToUnixTimeMilliseconds() / 1000.0);
                }
            }
        }

        void Add(Tally tally) => sink.Add(tally.Labels, tally.Count, tally.Started);
    });

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        lock (_lock)
        {
            CriticalReading reading = _source.TakeCritical();
            foreach (CriticalSignal signal in reading.Signals)
            {
                foreach (WatchRule rule in _rules.Where(rule => rule.Concerns(signal)))
                {
                    bool expected = rule.Expects(signal);
                    TallyOf(rule, signal.Signal, expected).Count += signal.Count;
                    Remember(
                        new CriticalLabels(
                            rule.Process, signal.Signal, expected, signal.Origin.Name(), signal.Sender.ToString(), signal.Receiver.ToString()),
                        signal.Last);
                }
            }

            // Whose they were is not known: they must not pass for expected.
            foreach (CriticalOverflow overflow in reading.Overflow)
            {
                if (_rules.FirstOrDefault(rule => rule.Process == overflow.Pattern.Process.Text) is { } rule)
                {
                    TallyOf(rule, overflow.Signal, expected: false).Count += overflow.Count;
                    Remember(
                        new CriticalLabels(rule.Process, overflow.Signal, false, MetricNames.Other, MetricNames.Other, MetricNames.Other),
                        _time.GetUtcNow());
                }
            }
        }
    }

    private Tally TallyOf(WatchRule rule, Signal signal, bool expected)
    {
        (string, Signal, bool) key = (rule.Process, signal, expected);
        if (!_totals.TryGetValue(key, out Tally? tally))
        {
            LabelSet labels = LabelSet.Create(
                new("process", rule.Process), new(MetricNames.Signal, signal.Name), new("expected", expected ? "true" : "false"));
            tally = new Tally(labels, _time.GetUtcNow());
            _totals.Add(key, tally);
        }

        return tally;
    }

    private void Remember(CriticalLabels labels, DateTimeOffset time)
    {
        if (_last.TryGetValue(labels, out Last? last))
        {
            last.Time = time > last.Time ? time : last.Time;
            return;
        }

        if (_last.Count >= MaxLast)
        {
            _last.Remove(LeastImportant());
        }

        _last.Add(labels, new Last(labels.ToLabelSet(), time));
    }

    /// <summary>
    /// What makes room: the oldest that was expected, else the oldest of the process that has the most. So no flood of signals
    /// that are all right, or to another process, takes away the one that is to be told.
    /// </summary>
    private CriticalLabels LeastImportant()
    {
        IEnumerable<KeyValuePair<CriticalLabels, Last>> candidates = _last.Any(entry => entry.Key.Expected)
            ? _last.Where(entry => entry.Key.Expected)
            : _last.GroupBy(entry => entry.Key.Process).MaxBy(process => process.Count())!;
        return candidates.MinBy(entry => entry.Value.Time).Key;
    }

    private sealed class Tally(LabelSet labels, DateTimeOffset started)
    {
        internal LabelSet Labels { get; } = labels;

        internal DateTimeOffset Started { get; } = started;

        internal long Count { get; set; }
    }

    private sealed class Last(LabelSet labels, DateTimeOffset time)
    {
        internal LabelSet Labels { get; } = labels;

        internal DateTimeOffset Time { get; set; } = time;
    }
}
