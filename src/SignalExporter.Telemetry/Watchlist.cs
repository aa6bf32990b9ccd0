using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>
/// Critical processes: <c>linux.signal.critical</c> and <c>linux.signal.critical.last_timestamp</c>. The kernel counts what
/// reaches them in a table of its own; this adds it up by rule, once a second and at each scrape, so that the table stays empty
/// whether or not anybody scrapes.
/// </summary>
public sealed class Watchlist : IDisposable
{
    /// <summary>How many label sets the time of the last signal is kept for.</summary>
    internal const int MaxLast = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ISignalSource _source;
    private readonly CollectorHealth _health;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Dictionary<CriticalTotal, Tally> _totals = [];
    private readonly Dictionary<CriticalLabels, DateTimeOffset> _last = [];
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

    /// <summary>What is shown: the totals of the rules in use, in their order, and the times.</summary>
    internal WatchReading Read()
    {
        lock (_lock)
        {
            Collect();
            HashSet<(string, Signal)> watched = [];
            var totals = new List<(CriticalTotal, long, DateTimeOffset)>();
            foreach (WatchRule rule in _rules)
            {
                foreach (Signal signal in rule.Pattern.Signals.OrderBy(signal => signal.Number).Where(signal => watched.Add((rule.Process, signal))))
                {
                    Add(TallyOf(rule, signal, expected: false));
                    Add(TallyOf(rule, signal, expected: true));
                }
            }

            return new WatchReading(
                totals,
                [.. _last.Where(last => watched.Contains((last.Key.Process, last.Key.Signal))).Select(last => (last.Key, last.Value))]);

            void Add(Tally tally) => totals.Add((tally.Total, tally.Count, tally.Started));
        }
    }

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
        var total = new CriticalTotal(rule.Process, signal, expected);
        if (!_totals.TryGetValue(total, out Tally? tally))
        {
            tally = new Tally(total, _time.GetUtcNow());
            _totals.Add(total, tally);
        }

        return tally;
    }

    private void Remember(CriticalLabels labels, DateTimeOffset time)
    {
        if (_last.TryGetValue(labels, out DateTimeOffset last))
        {
            _last[labels] = time > last ? time : last;
            return;
        }

        if (_last.Count >= MaxLast)
        {
            _last.Remove(LeastImportant());
        }

        _last.Add(labels, time);
    }

    /// <summary>
    /// What makes room: the oldest that was expected, else the oldest of the process that has the most. So no flood of signals
    /// that are all right, or to another process, takes away the one that is to be told.
    /// </summary>
    private CriticalLabels LeastImportant()
    {
        IEnumerable<KeyValuePair<CriticalLabels, DateTimeOffset>> candidates = _last.Any(entry => entry.Key.Expected)
            ? _last.Where(entry => entry.Key.Expected)
            : _last.GroupBy(entry => entry.Key.Process).MaxBy(process => process.Count())!;
        return candidates.MinBy(entry => entry.Value).Key;
    }

    private sealed class Tally(CriticalTotal total, DateTimeOffset started)
    {
        internal CriticalTotal Total { get; } = total;

        internal DateTimeOffset Started { get; } = started;

        internal long Count { get; set; }
    }
}
