using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>What the exporter says about itself: <c>signal_exporter_*</c>, as OpenTelemetry instruments.</summary>
public sealed class ExporterInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly ISignalSource _source;
    private readonly SignalMetrics _signals;
    private readonly CollectorHealth _health;
    private readonly ProcessInstruments _process;
    private (string Name, KernelProgramStatistics Statistics)[] _programs = [];
    private KeyValuePair<string, long>[] _lost = [];
    private long? _missedExits;

    /// <summary>Makes the instruments; they answer until disposed.</summary>
    /// <param name="source">Where signals are counted.</param>
    /// <param name="signals">What is shown of them.</param>
    /// <param name="fates">What is shown of what became of them.</param>
    /// <param name="health">How the collectors do.</param>
    /// <param name="reloads">How the configuration file does; null where there is none.</param>
    /// <param name="meter">The meter's name: providers that collect on their own need instruments of their own.</param>
    public ExporterInstruments(
        ISignalSource source,
        SignalMetrics signals,
        FateMetrics fates,
        CollectorHealth health,
        ReloadStatus? reloads,
        string meter = MetricNames.Meter)
    {
        _meter = new Meter(meter);
        _source = source;
        _signals = signals;
        _health = health;

        _meter.CreateObservableGauge(
            "signal_exporter.build_info",
            () => new Measurement<int>(
                1, new("version", BuildInfo.Version), new("revision", BuildInfo.Revision), new("dotnet", RuntimeInformation.FrameworkDescription)),
            null,
            "The running program; always 1.");
        _meter.CreateObservableGauge(
            "signal_exporter.source_info",
            () => new Measurement<int>(1, new("source", source.Name), new("reason", source.Reason)),
            null,
            "Where signals are counted, and why there; always 1.");
        KernelRelease kernel = KernelRelease.Running();
        _meter.CreateObservableGauge(
            "signal_exporter.kernel_info",
            () => new Measurement<int>(1, new("release", kernel.Text), new("proven", kernel.IsProven ? "true" : "false")),
            null,
            "The running kernel, and whether the exporter was proven on its like; always 1.");
        if (source.SelfCheck is { } check)
        {
            _meter.CreateObservableGauge(
                "signal_exporter.self_check_success",
                () => check.Success ? 1 : 0,
                null,
                "Whether signals that the exporter sent to itself at its start came out as its own.");
        }

        _meter.CreateObservableGauge(
            "signal_exporter.series",
            () => fates.Sizes.Select(size => Of(size.Metric, size.Series)).Prepend(Of("linux_signal_generated_total", signals.SeriesCount)),
            null,
            "Live series, by metric, [other] left out.");
        _meter.CreateObservableGauge(
            "signal_exporter.series_limit",
            () => source.SeriesLimit,
            null,
            "How many series may live at once; signals beyond count as [other].");
        _meter.CreateObservableCounter(
            "signal_exporter.retired",
            () => fates.Sizes.Select(size => Of(size.Metric, size.Retired)),
            null,
            "What series had counted that were ended to make room, by metric; signal_exporter_retired_signals_total has the signals.");
        _meter.CreateObservableGauge(
            "signal_exporter.followed_signals",
            () => IfFollowing(reading => new Measurement<long>(reading.Followed)),
            "{signal}",
            "Signals that are pending, and processes that were asked to end, whose fate is being followed.");
        _meter.CreateObservableCounter(
            "signal_exporter.unfollowed_signals",
            () => IfFollowing(reading => new Measurement<long>(reading.Unfollowed, new KeyValuePair<string, object?>("reason", "table_full"))),
            "{signal}",
            "Signals whose fate was not followed, by reason.");
        if (source.Events is { } events)
        {
            _meter.CreateObservableCounter(
                "signal_exporter.events", () => events.Seen, "{signal}", "Signals that became events, to be read one by one.");
            _meter.CreateObservableCounter(
                "signal_exporter.lost_events",
                () => events.Lost.Select(lost => new Measurement<long>(lost.Value, new KeyValuePair<string, object?>("reason", lost.Key))),
                "{signal}",
                "Signals that were to become events and were lost, by reason; they are counted all the same.");
        }

        // The first instrument about programs reads for all of them: the SDK asks in the order of their creation.
        _meter.CreateObservableCounter(
            "signal_exporter.lost_signals",
            () =>
            {
                ReadPrograms();
                return _lost.Select(lost => new Measurement<long>(
                    lost.Value, new KeyValuePair<string, object?>("reason", lost.Key)));
            },
            "{signal}",
            "Signals that were not counted at all, by reason.");
        _meter.CreateObservableCounter(
            "signal_exporter.missed_exits",
            () => _missedExits is { } missed ? [new Measurement<long>(missed)] : Array.Empty<Measurement<long>>(),
            "{exit}",
            "Exits of threads that no kernel program saw, because it was running on that CPU already.");
        _meter.CreateObservableCounter(
            "signal_exporter.program_recursion_misses",
            () => Measure(statistics => statistics.RecursionMisses),
            "{run}",
            "How often a kernel program did not run because it was running on that CPU already.");
        _meter.CreateObservableCounter(
            "signal_exporter.program_runs",
            () => Measure(statistics => statistics.Runs),
            "{run}",
            "How often a kernel program ran; 0 unless the sysctl kernel.bpf_stats_enabled is set.");
        _meter.CreateObservableCounter(
            "signal_exporter.program_run_time",
            () => Measure(statistics => statistics.RunTime.TotalSeconds),
            "s",
            "How long a kernel program ran in all; 0 unless the sysctl kernel.bpf_stats_enabled is set.");

        _meter.CreateObservableCounter(
            "signal_exporter.log_lines_dropped", () => DroppedLogLines.Count, null, "Lines of the log that standard error did not take.");

        if (reloads is not null)
        {
            _meter.CreateObservableGauge(
                "signal_exporter.config_last_reload_successful",
                () => reloads.LastSuccessful ? 1 : 0,
                null,
                "Whether the configuration file was all right when it was last read.");
            _meter.CreateObservableGauge(
                "signal_exporter.config_last_reload_success_timestamp",
                () => reloads.LastSuccess.ToUnixTimeMilliseconds() / 1000.0,
                "s",
                "When the configuration file was last read and used, in Unix time.");
        }

        _process = new ProcessInstruments(_meter, health);

        // The last ones, so that they tell of this collection and not of the one before.
        _meter.CreateObservableGauge(
            "signal_exporter.collector_success",
            () => health.Outcomes.Select(outcome => new Measurement<int>(
                outcome.Success ? 1 : 0, new KeyValuePair<string, object?>("collector", outcome.Collector))),
            null,
            "Whether a collector's last run succeeded.");
        _meter.CreateObservableGauge(
            "signal_exporter.collector_duration",
            () => health.Outcomes.Select(outcome => new Measurement<double>(
                outcome.Duration.TotalSeconds, new KeyValuePair<string, object?>("collector", outcome.Collector))),
            "s",
            "How long a collector's last run took.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _meter.Dispose();
    }

    private static Measurement<long> Of(string metric, long value) => new(value, new KeyValuePair<string, object?>("metric", metric));

    /// <summary>No measurement where nothing is followed.</summary>
    private IEnumerable<Measurement<long>> IfFollowing(Func<FateReading, Measurement<long>> measure) =>
        _signals.Fates is { } fates && (fates.Delivery ?? fates.Termination) is not null ? [measure(fates)] : [];

    private void ReadPrograms()
    {
        _programs = [];
        _lost = [];
        _missedExits = null;
        _health.Run(CollectorHealth.Programs, () =>
        {
            _programs = [.. _source.Programs.Select(program => (program.Name, program.ReadStatistics()))];
            _lost = [.. _source.ReadLost()];
            _missedExits = _source.ReadMissedExits();
        });
    }

    /// <summary>No measurements where the reading failed.</summary>
    private IEnumerable<Measurement<T>> Measure<T>(Func<KernelProgramStatistics, T> value)
        where T : struct => _programs.Select(program => new Measurement<T>(
            value(program.Statistics), new KeyValuePair<string, object?>("program", program.Name)));
}
