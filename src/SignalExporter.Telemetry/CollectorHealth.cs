using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace SignalExporter.Telemetry;

/// <summary>
/// Runs the exporter's collectors, so that one that fails is seen (<c>signal_exporter_collector_success</c> 0, a line in
/// the log) and takes nothing else along.
/// </summary>
public sealed partial class CollectorHealth(ILogger<CollectorHealth> logger)
{
    /// <summary>The counts of signals sent.</summary>
    public const string Generated = "generated";

    /// <summary>Signals to processes on the watchlist.</summary>
    public const string Critical = "critical";

    /// <summary>How long until handlers ran.</summary>
    public const string Delivery = "delivery";

    /// <summary>How processes ended.</summary>
    public const string Termination = "termination";

    /// <summary>System calls that failed to send.</summary>
    public const string Failures = "failures";

    /// <summary>What the kernel says of our programs in it.</summary>
    public const string Programs = "programs";

    /// <summary>The exporter's own process.</summary>
    public const string Process = "process";

    private readonly Dictionary<string, Outcome> _outcomes = [];
    private readonly Lock _lock = new();

    /// <summary>The last outcome of each collector that has run, in order of their names.</summary>
    public IReadOnlyList<Outcome> Outcomes
    {
        get
        {
            lock (_lock)
            {
                return [.. _outcomes.Values.OrderBy(outcome => outcome.Collector, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Runs a collector; an exception ends it, is noted, and goes no further.</summary>
    public void Run(string collector, Action collect)
    {
        long start = Stopwatch.GetTimestamp();
        bool success = true;
        try
        {
            collect();
        }
#pragma warning disable CA1031 // whatever it is, the other collectors must go on
        catch (Exception e)
#pragma warning restore CA1031
        {
            success = false;
            bool first;
            lock (_lock)
            {
                first = !_outcomes.TryGetValue(collector, out Outcome before) || before.Success;
            }

            if (first)
            {
                LogFailed(collector, e.Message);
            }
        }

        lock (_lock)
        {
            _outcomes[collector] = new Outcome(collector, success, Stopwatch.GetElapsedTime(start));
        }
    }

    [LoggerMessage(LogLevel.Error, "a collector failed; its metrics are missing until it works again")]
    private partial void LogFailed(string collector, string error);

    /// <summary>How a collector's last run went.</summary>
    /// <param name="Collector">Its name.</param>
    /// <param name="Success">Whether it ran to its end.</param>
    /// <param name="Duration">How long it ran.</param>
    public readonly record struct Outcome(string Collector, bool Success, TimeSpan Duration);
}
