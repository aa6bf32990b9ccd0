using System.Globalization;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

/// <summary>Ever new label sets: generations of instruments replace each other, and each answer is right.</summary>
public sealed class ReplacementTests
{
    private const int Few = 30;

    [Theory]
    [InlineData(1, Few)]
    [InlineData(8, 100)]
    public async Task Each_answer_is_one_reading(int scrapers, int replacements)
    {
        using var source = new ChurningSource();
        await using var exposed = new Exposed(source);

        int[] answers = await Task.WhenAll(Enumerable.Range(0, scrapers).Select(_ => Task.Run(async () =>
        {
            using var client = new HttpClient();
            int count = 0;
            for (; exposed.Endpoint.Replacements < replacements; count++)
            {
                Check(await client.GetStringAsync(exposed.Url));
            }

            return count;
        })));

        Assert.InRange(answers.Sum(), replacements, int.MaxValue);
    }

    [Fact]
    public async Task Memory_stays_flat()
    {
        using var source = new ChurningSource();
        await using var exposed = new Exposed(source);
        using var client = new HttpClient();
        long half = 0;
        for (int i = 0; exposed.Endpoint.Replacements < Few; i++)
        {
            _ = await client.GetStringAsync(exposed.Url);
            if (half == 0 && exposed.Endpoint.Replacements == Few / 2)
            {
                half = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, half * 1.2);
    }

    [Fact]
    public async Task A_reading_that_fails_shows_nothing_that_is_out_of_date()
    {
        var source = new FakeSource { Fates = FateMetricsTests.Everything };
        await using var exposed = new Exposed(source);
        string[] before = await exposed.ScrapeAsync();

        source.Failure = new IOException("broken");
        string[] broken = await exposed.ScrapeAsync();
        source.Failure = null;
        string[] after = await exposed.ScrapeAsync();

        Assert.Contains(before, line => line.StartsWith("linux_signal_delivery_duration_seconds_count{", StringComparison.Ordinal));
        Assert.DoesNotContain(broken, line => line.StartsWith("linux_signal_", StringComparison.Ordinal) && !line.Contains("critical", StringComparison.Ordinal));
        Assert.Contains("signal_exporter_collector_success{collector=\"generated\"} 0", broken);
        Assert.Contains("signal_exporter_collector_success{collector=\"generated\"} 1", after);

        // The durations begin anew: what was shown before is retired.
        Assert.Contains("signal_exporter_retired_total{metric=\"linux_signal_delivery_duration_seconds\"} 1", after);
    }

    private static void Check(string text)
    {
        Dictionary<string, long> values = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => IsCount(line)))
        {
            int space = line.LastIndexOf(' ');
            Assert.True(values.TryAdd(line[..space], long.Parse(line[(space + 1)..], CultureInfo.InvariantCulture)), "twice: " + line);
        }

        Assert.DoesNotContain("overflow", text, StringComparison.Ordinal);
        long sent = Sum("linux_signal_generated_total{") + Sum("signal_exporter_retired_signals_total{");
        long handled = Sum("linux_signal_delivery_duration_seconds_count{")
            + Sum("signal_exporter_retired_total{metric=\"linux_signal_delivery_duration_seconds\"}");
        Assert.Equal(ChurningSource.Live + 1, values.Keys.Count(key => key.StartsWith("linux_signal_generated_total{", StringComparison.Ordinal)));
        Assert.Equal(0, sent % ChurningSource.PerReading);
        Assert.Equal(sent, handled * ChurningSource.PerHandled);

        long Sum(string start) => values.Where(value => value.Key.StartsWith(start, StringComparison.Ordinal)).Sum(value => value.Value);
    }

    private static bool IsCount(string line) => line[0] != '#'
        && (line.StartsWith("linux_signal_generated_total", StringComparison.Ordinal)
            || line.StartsWith("linux_signal_delivery_duration_seconds_count", StringComparison.Ordinal)
            || line.StartsWith("signal_exporter_retired", StringComparison.Ordinal));

    /// <summary>A source whose series come and go, some of them again, and count on at each reading.</summary>
    private sealed class ChurningSource : ISignalSource
    {
        internal const int Live = 80;
        internal const int PerReading = 2 * (Live + 1); // each series 2, [other] too
        internal const int PerHandled = 2;
        private const int Churn = 10;

        private readonly Lock _lock = new();
        private readonly Signal _signal = new(10);
        private readonly Queue<Entry> _live = [];
        private readonly DurationBucket[] _otherDurations = new DurationBucket[DurationBounds.Delivery.Count + 1];
        private int _next;
        private long _other;
        private long _retired;
        private long _retiredDurations;

        public string Name => "churning";

        public string Reason => "supported";

        public long SeriesLimit => Live;

        public long HistogramLimit => Live;

        public IReadOnlyList<IKernelProgram> Programs => [];

        public ISignalEvents? Events => null;

        public SelfCheckResult? SelfCheck => null;

        public SignalReading Read()
        {
            lock (_lock)
            {
                for (int i = 0; i < Churn && _live.Count == Live; i++)
                {
                    Entry ended = _live.Dequeue();
                    _retired += ended.Count;
                    _retiredDurations += ended.Buckets.Sum(bucket => bucket.Count);
                }

                while (_live.Count < Live)
                {
                    int id = _next++ % 7 == 0 ? 0 : _next; // one name comes back again and again
                    Comm sender = Comm.From($"s{(_live.Any(entry => entry.Series.Sender.ToString() == "s0") ? _next : id)}");
                    _live.Enqueue(new Entry(
                        new SignalSeries(_signal, sender, Comm.From("r"), new SignalCode(_signal, 0, Origin.User), Origin.User, SignalResult.Delivered),
                        new DurationSeries(_signal, sender, Comm.From("r"), null)));
                }

                foreach (Entry entry in _live)
                {
                    entry.Count += 2;
                    int bucket = (int)(entry.Count / 2 % entry.Buckets.Length);
                    entry.Buckets[bucket] = new DurationBucket(entry.Buckets[bucket].Count + 1, entry.Buckets[bucket].Nanoseconds + 1000);
                }

                _other += 2;
                _otherDurations[0] = new DurationBucket(_otherDurations[0].Count + 1, _otherDurations[0].Nanoseconds + 1000);
                return new SignalReading(
                    [.. _live.Select(entry => new SeriesCount<SignalSeries>(entry.Series, entry.Started, entry.Count))],
                    new Dictionary<Signal, long> { [_signal] = _other },
                    DateTimeOffset.UnixEpoch,
                    new Dictionary<Signal, long> { [_signal] = _retired })
                {
                    Fates = new FateReading
                    {
                        Delivery = new DurationReading(
                            [.. _live.Select(entry => new DurationCount(entry.Durations, entry.Started, [.. entry.Buckets]))],
                            [new DurationCount(new DurationSeries(_signal, default, default, null), default, [.. _otherDurations])],
                            _retiredDurations),
                    },
                };
            }
        }

        public void Watch(IReadOnlyList<WatchPattern> patterns)
        {
        }

        public CriticalReading TakeCritical() => new([], []);

        public long? ReadMissedExits() => null;

        public IReadOnlyDictionary<string, long> ReadLost() => new Dictionary<string, long>();

        public void Dispose()
        {
        }

        private sealed class Entry(SignalSeries series, DurationSeries durations)
        {
            internal SignalSeries Series { get; } = series;

            internal DurationSeries Durations { get; } = durations;

            internal DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

            internal long Count { get; set; }

            internal DurationBucket[] Buckets { get; } = new DurationBucket[DurationBounds.Delivery.Count + 1];
        }
    }
}
