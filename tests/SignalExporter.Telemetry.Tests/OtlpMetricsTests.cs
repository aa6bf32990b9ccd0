using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

public sealed partial class OtlpMetricsTests
{
    private static readonly DateTimeOffset Started = DateTimeOffset.UnixEpoch.AddYears(50);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_is_what_is_scraped(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        var source = new FakeSource { Other = { [new Signal(9)] = 7 }, Retired = { [new Signal(9)] = 5 }, Fates = FateMetricsTests.Everything };
        source.Series.Add(SignalMetricsTests.Count(Comm.From("a\"b"), new Comm([0xff]), 42));
        source.Fates = source.Fates with
        {
            Delivery = new(
                [Durations("s3", (0, 2, 15_000), (4, 3, 600_000), (16, 1, 400_000_000_000))], [Durations("s0", (2, 7, 300_000))], 0),
            Followed = 3,
        };
        await using var exposed = new Exposed(source, otlp: false);
        exposed.Watchlist.Use([WatchlistTests.Rule("postgres")]);
        source.Critical.Add(WatchlistTests.Kill("sh", "postgres"));
        using (Start(receiver, source, exposed.Watchlist))
        {
            await OtlpReceiver.UntilAsync(() => receiver.Metrics.Any());
        }

        OtlpPoint[] points = [.. OtlpPoint.In(receiver.Metrics.Last())];
        string[] scraped = await exposed.ScrapeAsync();

        Assert.Equal(
            scraped.Where(line => line.StartsWith("linux_signal", StringComparison.Ordinal)).Select(Normal).Order(),
            points.Where(point => point.Name.StartsWith("linux.signal", StringComparison.Ordinal)).SelectMany(Lines).Order());
        Assert.All(points.Where(point => point.Bounds.Length > 0), point => Assert.False(point.HasMinMax));
        Assert.All(points, point => Assert.Equal("signal-exporter", point.Scope));
        Assert.All(points.Where(point => point.Name == "linux.signal.generated"), point => Assert.Equal(("{signal}", true, 2), (point.Unit, point.IsMonotonicSum, point.Temporality)));

        // What the exporter says about itself is the same, but for moments and for the sending itself.
        string[] own = [.. points.Select(point => point.Name).Where(name => !name.StartsWith("linux.", StringComparison.Ordinal)).Distinct()];
        Assert.Superset(
            scraped.Where(line => line.StartsWith("# TYPE signal_exporter", StringComparison.Ordinal)).Select(line => Base(line.Split(' ')[2])).ToHashSet(),
            own.Select(name => name.Replace('.', '_')).ToHashSet());
        Assert.Contains(points, point => point.Series == "signal_exporter.series{metric=linux_signal_generated_total}" && point.Value == 1);
        Assert.Contains(points, point => point.Series == "signal_exporter.followed_signals{}" && point.Value == 3);
        Assert.Contains(points, point => point.Series == "signal_exporter.retired_signals{signal=SIGKILL}" && point.Value == 5);
        Assert.Contains(points, point => point.Series == "signal_exporter.otlp_failed_exports{data=metrics}");
    }

    [Fact]
    public async Task A_series_that_ends_and_comes_back_goes_on()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        var source = new FakeSource();
        using OtlpExport export = Start(receiver, source);
        await SentAsync(receiver, source, 5, Started);
        await SentAsync(receiver, source, null, Started);
        await SentAsync(receiver, source, 3, Started.AddHours(1));
        await SentAsync(receiver, source, 9, Started.AddHours(1));

        OtlpPoint[] points = [.. receiver.Metrics.SelectMany(OtlpPoint.In).Where(point => point.Name == "linux.signal.generated")];
        Assert.Equal(14, points.Last().Value);
        Assert.Equal(points.Select(point => point.Value).Order(), points.Select(point => point.Value));
        Assert.Single(points.Select(point => point.Start).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_receiver_sums_up_is_what_was_counted(bool grpc)
    {
        const int replacements = 30;
        Environment.SetEnvironmentVariable(OtlpSettings.Retry, null); // each refusal is the end of an export
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        var random = new Random(1);
        receiver.Answer = grpc ? OtlpReceiver.GrpcStatus(14) : OtlpReceiver.Status(503);
        receiver.Misbehaves = _ => random.Next(3) == 0;
        var source = new OtlpChurn();
        var metrics = StartMetrics(receiver, source);
        await OtlpReceiver.UntilAsync(() => metrics.Replacements >= replacements);
        source.Fails = false;
        receiver.Answer = null;
        metrics.Dispose();

        // The data model: for each label set and start time the last value counts, and none goes back.
        OtlpPoint[] points = [.. receiver.Metrics.SelectMany(OtlpPoint.In).Where(point => point.Name.StartsWith("linux.", StringComparison.Ordinal))];
        Assert.DoesNotContain(points, point => point.Attributes.ContainsKey("otel.metric.overflow"));
        OtlpPoint[][] series = [.. points.GroupBy(point => (point.Series, point.Start)).Select(group => group.ToArray())];
        Assert.All(series, values => Assert.Equal(values.Select(Count).Order(), values.Select(Count)));
        OtlpPoint[] last = [.. series.Select(values => values.Last())];
        Assert.All(
            receiver.Metrics.SelectMany(OtlpPoint.In).Where(point => point.Name == "signal_exporter.retired"), point => Assert.Equal(0, point.Value));
        Check("linux.signal.generated", source.Signals);
        Check("linux.signal.delivery.duration", source.Deliveries);
        OtlpPoint[] durations = [.. last.Where(point => point.Bounds.Length > 0)];
        Assert.Equal(source.Deliveries.Values.Sum(), durations.Sum(point => (double)point.Buckets[4]));
        Assert.Equal(source.Deliveries.Values.Sum() * 0.0002, durations.Sum(point => point.Value), 6);

        void Check(string name, Dictionary<string, long> counted)
        {
            Dictionary<string, double> received = last.Where(point => point.Name == name)
                .GroupBy(point => (string)point.Attributes["sender_comm"]).ToDictionary(group => group.Key, group => group.Sum(Count));
            Assert.Equal(counted.Values.Sum(), received.Values.Sum());

            // A label set has no more than was counted: what it lacks, since it ended before that was taken, is in [other].
            double lacking = counted.Sum(pair => pair.Value - received.GetValueOrDefault(pair.Key));
            Assert.All(counted, pair => Assert.InRange(received.GetValueOrDefault(pair.Key), 0, pair.Value));
            Assert.Equal(received.GetValueOrDefault(MetricNames.Other), lacking);
        }

        static double Count(OtlpPoint point) => point.Bounds.Length > 0 ? point.Count : point.Value;
    }

    [Theory]
    [InlineData("503")]
    [InlineData("hang")]
    [InlineData("down")]
    public async Task A_receiver_in_trouble_is_counted_and_misses_nothing_in_the_end(string trouble)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: true);
        var source = new FakeSource();
        using OtlpExport export = Start(receiver, source, timeoutSeconds: 0.3);
        await using var exposed = new Exposed(source, status: export.Status);
        await SentAsync(receiver, source, 5, Started);

        receiver.Answer = trouble switch { "503" => OtlpReceiver.Status(503), "hang" => OtlpReceiver.HangAsync, _ => null };
        if (trouble == "down")
        {
            await receiver.StopAsync();
        }

        Set(source, 8, Started);
        for (int i = 0; i < 200 && !(await exposed.ScrapeAsync()).Any(Fails().IsMatch); i++)
        {
            await Task.Delay(50);
        }

        Assert.Contains(await exposed.ScrapeAsync(), line => Fails().IsMatch(line));
        receiver.Answer = null;
        if (trouble == "down")
        {
            await receiver.StartAsync();
        }

        await SentAsync(receiver, source, 9, Started);
        Assert.Equal(9, receiver.Metrics.SelectMany(OtlpPoint.In).Last(point => point.Name == "linux.signal.generated").Value);
    }

    [Fact]
    public async Task A_source_that_fails_takes_nothing_else_along()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc: false);
        var source = new FakeSource { Failure = new IOException("broken") };
        using OtlpExport export = Start(receiver, source);
        await OtlpReceiver.UntilAsync(() => receiver.Metrics.Any());
        source.Failure = null;
        await SentAsync(receiver, source, 5, Started);

        Assert.Contains(OtlpPoint.In(receiver.Metrics.First()), point => point.Series == "signal_exporter.collector_success{collector=generated}" && point.Value == 0);
        Assert.Equal(5, OtlpPoint.In(receiver.Metrics.Last()).Single(point => point.Name == "linux.signal.generated").Value);
    }

    [Fact]
    public void A_histogram_replays_means_that_stay_in_their_buckets()
    {
        // The kernel counts before it adds up: a sum may be late.
        var durations = new DurationHistogram("h", "", 10, DurationBounds.Delivery, SeriesTags.OtherDeliveries);
        using var meter = new Meter("replay");
        durations.CreateIn(meter);
        using var listener = new MeterListener { InstrumentPublished = (instrument, all) => Enable(instrument, all) };
        var seen = new List<double>();
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seen.Add(value));
        listener.Start();

        durations.Update(new([Durations("s1", (3, 2, 60_000))], [], 0));
        durations.Update(new([Durations("s1", (3, 4, 280_000))], [], 0));

        void Enable(Instrument instrument, MeterListener all)
        {
            if (instrument.Meter == meter)
            {
                all.EnableMeasurementEvents(instrument);
            }
        }

        Assert.Equal(4, seen.Count);
        Assert.All(seen, value => Assert.InRange(value, Math.BitIncrement(0.00005), 0.0001));
        Assert.Equal(0.00028, seen.Sum(), 9);
    }

    private static OtlpExport Start(OtlpReceiver receiver, FakeSource source, Watchlist? watchlist = null, double timeoutSeconds = 10) =>
        OtlpExport.Start(
            new OtlpSettings { Metrics = receiver.Target("metrics", timeoutSeconds), MetricInterval = TimeSpan.FromMilliseconds(30) },
            new Locked(source), watchlist, new CollectorHealth(NullLogger<CollectorHealth>.Instance), new ReloadStatus(TimeProvider.System),
            NullLoggerFactory.Instance);

    /// <summary>Sends all the time.</summary>
    private static OtlpMetrics StartMetrics(OtlpReceiver receiver, OtlpChurn source)
    {
        var settings = new OtlpSettings { Metrics = receiver.Target("metrics"), MetricInterval = TimeSpan.FromMilliseconds(1) };
        var health = new CollectorHealth(NullLogger<CollectorHealth>.Instance);
        var status = new OtlpStatus(sendsMetrics: true, sendsLogs: false);
        var signals = new SignalMetrics(source, null, health, pushed: true);
        return new OtlpMetrics(
            settings, signals, new ExporterInstruments(source, signals, health, null, status), status,
            new ExportLog(NullLogger.Instance, "metrics", settings.Metrics!));
    }

    /// <summary>Changes the one series and waits until that was sent.</summary>
    private static async Task SentAsync(OtlpReceiver receiver, FakeSource source, long? count, DateTimeOffset started)
    {
        Set(source, count, started);
        int before = receiver.Metrics.Count();
        await OtlpReceiver.UntilAsync(() => receiver.Metrics.Count() >= before + 2);
    }

    private static void Set(FakeSource source, long? count, DateTimeOffset started)
    {
        lock (source)
        {
            source.Series.Clear();
            if (count is { } value)
            {
                source.Series.Add(SignalMetricsTests.Count(Comm.From("a"), Comm.From("b"), value) with { Started = started });
            }
        }
    }

    private static DurationCount Durations(string sender, params (int Index, long Count, long Nanoseconds)[] filled)
    {
        var buckets = new DurationBucket[DurationBounds.Delivery.Count + 1];
        foreach ((int index, long count, long nanoseconds) in filled)
        {
            buckets[index] = new DurationBucket(count, nanoseconds);
        }

        return new(new DurationSeries(new Signal(15), Comm.From(sender), Comm.From("postgres"), null), Started, buckets);
    }

    /// <summary>The lines of text that Prometheus would see of a point.</summary>
    private static IEnumerable<string> Lines(OtlpPoint point)
    {
        string name = point.Name.Replace('.', '_');
        string Labels(params (string, object)[] more) => string.Join(
            ",", point.Attributes.Select(pair => (pair.Key, pair.Value)).Concat(more.Select(pair => (Key: pair.Item1, Value: pair.Item2)))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        if (point.Bounds.Length == 0)
        {
            yield return point.IsMonotonicSum ? $"{name}_total|{Labels()}|{Text(point.Value)}" : $"{name}_seconds|{Labels()}|{Text(point.Value)}";
            yield break;
        }

        ulong below = 0;
        for (int i = 0; i < point.Buckets.Length; i++)
        {
            below += point.Buckets[i];
            yield return $"{name}_seconds_bucket|{Labels(("le", i < point.Bounds.Length ? Text(point.Bounds[i]) : "+Inf"))}|{below}";
        }

        yield return $"{name}_seconds_count|{Labels()}|{point.Count}";
        yield return $"{name}_seconds_sum|{Labels()}|{Text(point.Value)}";
    }

    /// <summary>A line of a scrape in the same form.</summary>
    private static string Normal(string line)
    {
        Match match = Line().Match(line);
        IEnumerable<string> labels = Label().Matches(match.Groups[2].Value)
            .Select(label => (Key: label.Groups[1].Value, Value: Regex.Unescape(label.Groups[2].Value)))
            .Select(label => (label.Key, Value: label.Key == "le" && label.Value != "+Inf" ? Text(Number(label.Value)) : label.Value))
            .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        return $"{match.Groups[1].Value}|{string.Join(",", labels)}|{Text(Number(match.Groups[3].Value))}";
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // A sum of the SDK is rounded once for each observation.
    private static string Text(double value) => value.ToString("G12", CultureInfo.InvariantCulture);

    private static string Base(string name) => Suffix().Replace(name, "");

    /// <summary>A source that a test may change while it is read.</summary>
    private sealed class Locked(FakeSource source) : ISignalSource
    {
        public string Name => source.Name;

        public string Reason => source.Reason;

        public long SeriesLimit => source.SeriesLimit;

        public long HistogramLimit => source.HistogramLimit;

        public IReadOnlyList<IKernelProgram> Programs => source.Programs;

        public ISignalEvents? Events => source.Events;

        public SignalReading Read()
        {
            lock (source)
            {
                return source.Read();
            }
        }

        public void Watch(IReadOnlyList<WatchPattern> patterns) => source.Watch(patterns);

        public CriticalReading TakeCritical() => source.TakeCritical();

        public SelfCheckResult? SelfCheck => source.SelfCheck;

        public long? ReadMissedExits() => source.ReadMissedExits();

        public IReadOnlyDictionary<string, long> ReadLost() => source.ReadLost();

        public void Dispose()
        {
        }
    }

    [GeneratedRegex("^([a-z_]+)\\{(.*)\\} (\\S+)$")]
    private static partial Regex Line();

    [GeneratedRegex("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();

    [GeneratedRegex("(_seconds)?(_total)?$")]
    private static partial Regex Suffix();

    [GeneratedRegex("^signal_exporter_otlp_failed_exports_total\\{data=\"metrics\"\\} [1-9]")]
    private static partial Regex Fails();
}
