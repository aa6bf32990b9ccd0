using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>An entry of the watchlist: processes that matter, and the signals to them that are all right.</summary>
/// <param name="Pattern">The processes and the signals.</param>
/// <param name="ExpectedSenders">The processes that may send them.</param>
/// <param name="ExpectedOrigins">The reasons that are all right whoever sends.</param>
public sealed record WatchRule(
    WatchPattern Pattern, IReadOnlyList<ExpectedSender> ExpectedSenders, IReadOnlySet<Origin> ExpectedOrigins)
{
    /// <summary>The processes, as the configuration has them.</summary>
    public string Process => Pattern.Process.Text;

    /// <summary>Whether the rule is about this signal.</summary>
    public bool Concerns(CriticalSignal signal) =>
        Pattern.Signals.Contains(signal.Signal) && Pattern.Process.Matches(signal.Receiver);

    /// <summary>Whether this signal is all right.</summary>
    public bool Expects(CriticalSignal signal) =>
        ExpectedOrigins.Contains(signal.Origin) || ExpectedSenders.Any(sender => sender.Matches(signal));
}
