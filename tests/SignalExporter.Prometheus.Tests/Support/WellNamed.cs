namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>
/// A few families of every kind, as a good producer has them, and label values as a hostile host has them.
/// </summary>
public static class WellNamed
{
    public static readonly string[] Comms =
    [
        "bash", "a\"b", "a\\b", "a\nb", "\r", "\t{}", "\0", "\u20ac\U0001F600", "\ud800", "\\uD800", ",=#", "a;b", " ",
        "\u007f",
    ];

    private static readonly MetricFamily Signals =
        new("linux.signal.generated", MetricKind.Counter, "{signal}", "Signals \"sent\" \\ kept.\nAll.");

    private static readonly MetricFamily Delivery =
        new("linux.signal.delivery.duration", MetricKind.Histogram, "s", "Time to delivery.");

    private static readonly MetricFamily Uptime = new("uptime", MetricKind.Gauge, "s", "Time since the start.");
    private static readonly MetricFamily Processed = new("processed", MetricKind.Counter, "By", "Bytes.");

    public static void Produce(IMetricSink sink)
    {
        sink.Begin(Signals);
        foreach (var (comm, index) in Comms.Select((comm, index) => (comm, index)))
        {
            sink.Add(LabelSet.Create(new KeyValuePair<string, string>("sender_comm", comm)), index);
        }

        sink.Begin(Uptime);
        sink.Add(LabelSet.Empty, 1234567.25);
        sink.Begin(Delivery);
        foreach (var comm in Comms)
        {
            sink.Add(
                LabelSet.Create(new KeyValuePair<string, string>("receiver_comm", comm)),
                [1e-05, 0.005, 1, 100000, 1e6],
                [1, 2, 3, 4, 5, 6],
                12345678.5);
        }

        sink.Begin(Processed);
        sink.Add(LabelSet.Empty, long.MaxValue);
    }
}
