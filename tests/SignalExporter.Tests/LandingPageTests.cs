using Microsoft.Extensions.Logging;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Logging;
using SignalExporter.Web;
using Xunit;

namespace SignalExporter.Tests;

public sealed class LandingPageTests
{
    private static readonly Signal Term = new(15);
    private static readonly Signal Kill = new(9);

    [Fact]
    public void Pairs_are_added_up_and_the_busiest_comes_first()
    {
        List<BusyPair> pairs = BusyPair.Of(
            Reading(Count("a", "b", Term, 1), Count("c", "d", Kill, 5), Count("a", "b", Kill, 9), Count("a", "b", Term, 2, SignalResult.Ignored)), 25);

        Assert.Equal([("a", "b", 12L), ("c", "d", 5L)], pairs.Select(pair => (pair.Sender.ToString(), pair.Receiver.ToString(), pair.Count)));
        Assert.Equal([("SIGKILL", 9L), ("SIGTERM", 3L)], pairs[0].Signals);
        Assert.Equal([("delivered", 10L), ("ignored", 2L)], pairs[0].Results);
    }

    [Fact]
    public void No_more_pairs_are_shown_than_a_person_reads() =>
        Assert.Equal(2, BusyPair.Of(Reading(Count("a", "b", Term, 1), Count("c", "d", Term, 1), Count("e", "f", Term, 1)), 2).Count);

    [Fact]
    public void A_name_stays_text_and_what_cannot_be_seen_is_shown()
    {
        string page = Render(Reading(Count("<script>x()", "a\"\n'&", Term, 1), Count("", "\u202e", Term, 1)));

        Assert.DoesNotContain("<script", page);
        Assert.Contains("&lt;script&gt;x()", page);
        Assert.Contains("<i>(empty)</i>", page);
        Assert.DoesNotContain("\u202e", page);
    }

    [Fact]
    public void What_found_no_room_is_told()
    {
        var reading = new SignalReading([Count("a", "b", Term, 1)], new Dictionary<Signal, long> { [Kill] = 1234 }, default, new Dictionary<Signal, long>());

        Assert.Contains("1,234 more signals", Render(reading));
    }

    [Fact]
    public void An_empty_table_says_what_to_try() => Assert.Contains("No signal has been counted yet", Render(Reading()));

    private static string Render(SignalReading reading)
    {
        using var source = new FixedSource(reading);
        return new LandingPage(source, new ServeOptions
        {
            ListenAddresses = [],
            TelemetryPath = "/metrics",
            EnableLifecycle = false,
            ConfigFile = null,
            Signals = new HashSet<Signal>(),
            SeriesLimit = 10,
            SeriesIdle = TimeSpan.FromHours(1),
            Delivery = true,
            Termination = true,
            SendFailures = false,
            HistogramLimit = 10,
            EscalationWindow = TimeSpan.FromMinutes(5),
            Events = null,
            LogLevel = LogLevel.Information,
            LogFormat = LogFormat.Logfmt,
        }).Render();
    }

    private static SignalReading Reading(params SeriesCount<SignalSeries>[] counts) => new(counts, new Dictionary<Signal, long>(), default, new Dictionary<Signal, long>());

    private static SeriesCount<SignalSeries> Count(string sender, string receiver, Signal signal, long value, SignalResult result = SignalResult.Delivered) => new(
        new SignalSeries(signal, Comm.From(sender), Comm.From(receiver), new SignalCode(signal, 0, Origin.User), Origin.User, result),
        default,
        value);

    private sealed class FixedSource(SignalReading reading) : ISignalSource
    {
        public string Name => "fixed";

        public string Reason => "supported";

        public long SeriesLimit => 10;

        public long HistogramLimit => 256;

        public IReadOnlyList<IKernelProgram> Programs => [];

        public ISignalEvents? Events => null;

        public SignalReading Read() => reading;

        public void Watch(IReadOnlyList<WatchPattern> patterns) => throw new NotSupportedException();

        public CriticalReading TakeCritical() => throw new NotSupportedException();

        public SelfCheckResult? SelfCheck => null;

        public long? ReadMissedExits() => null;

        public IReadOnlyDictionary<string, long> ReadLost() => new Dictionary<string, long>();

        public void Dispose()
        {
        }
    }
}
