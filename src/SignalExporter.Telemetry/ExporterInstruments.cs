using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using SignalExporter.Kernel;
using SignalExporter.Telemetry.Otlp;

namespace SignalExporter.Telemetry;

/// <summary>What the exporter says about itself to one reader: <c>signal_exporter_*</c> and <c>process_*</c>.</summary>
/// <param name="source">Where signals are counted.</param>
/// <param name="signals">What the reader is shown of them.</param>
/// <param name="health">How the collectors do.</param>
/// <param name="reloads">How the configuration file does; null where there is none.</param>
/// <param name="otlp">How the sending over OTLP goes; null where nothing is sent.</param>
internal sealed class ExporterInstruments(
    ISignalSource source, SignalMetrics signals, CollectorHealth health, ReloadStatus? reloads, OtlpStatus? otlp)
{
    private (string Name, KernelProgramStatistics Statistics)[] _programs = [];
    private KeyValuePair<string, long>[] _lost = [];
    private long? _missedExits;

    /// <summary>Creates the instruments, behind those of the signals: they tell of the same reading.</summary>
    internal void CreateIn(Meter meter)
    {
        AddInfo(meter);
        AddTables(meter);
        AddPrograms(meter);
        AddReloads(meter);
        otlp?.CreateIn(meter);
        ProcessInstruments.CreateIn(meter, health);
        AddCollectors(meter); // the last ones, so that they tell of this collection and not of the one before
    }

    private void AddInfo(Meter meter)
    {
        meter.CreateObservableGauge(
            "signal_exporter.build_info",
            () => new Measurement<int>(
                1, new("version", BuildInfo.Version), new("revision", BuildInfo.Revision), new("dotnet", RuntimeInformation.FrameworkDescription)),
            null,
            "The running program; always 1.");
        meter.CreateObservableGauge(
            "signal_exporter.source_info",
            () => new Measurement<int>(1, new("source", source.Name), new("reason", source.Reason)),
            null,
            "Where signals are counted, and why there; always 1.");
        KernelRelease kernel = KernelRelease.Running();
        meter.CreateObservableGauge(
            "signal_exporter.kernel_info",
            () => new Measurement<int>(1, new("release", kernel.Text), new("proven", kernel.IsProven ? "true" : "false")),
            null,
            "The running kernel, and whether the exporter was proven on its like; always 1.");
        if (source.SelfCheck is { } check)
        {
            meter.CreateObservableGauge(
                "signal_exporter.self_check_success",
                () => check.Success ? 1 : 0,
                null,
                "Whether signals that the exporter sent to itself at its start came out as its own.");
        }

        meter.CreateObservableCounter(
            "signal_exporter.log_lines_dropped", () => DroppedLogLines.Count, null, "Lines of the log that standard error did not take.");
    }

    private void AddTables(Meter meter)
    {
        meter.CreateObservableGauge(
            "signal_exporter.series",
            () => signals.Sizes.Select(size => Of(size.Metric, size.Series)),
            null,
            "Live series, by metric, [other] left out.");
        meter.CreateObservableGauge(
            "signal_exporter.series_limit",
            () => source.SeriesLimit,
            null,
            "How many series may live at once; signals beyond count as [other].");
        meter.CreateObservableCounter(
            "signal_exporter.retired",
            () => signals.Sizes.Where(size => size.Retired is not null).Select(size => Of(size.Metric, size.Retired!.Value)),
            null,
            "What series had counted that were ended to make room, by metric; signal_exporter_retired_signals_total has the signals.");
        meter.CreateObservableGauge(
            "signal_exporter.followed_signals",
            () => IfFollowing(reading => new Measurement<long>(reading.Followed)),
            "{signal}",
            "Signals that are pending, and processes that were asked to end, whose fate is being followed.");
        meter.CreateObservableCounter(
            "signal_exporter.unfollowed_signals",
            () => IfFollowing(reading => new Measurement<long>(reading.Unfollowed, new KeyValuePair<string, object?>("reason", "table_full"))),
            "{signal}",
            "Signals whose fate was not followed, by reason.");
        if (source.Events is { } events)
        {
            meter.CreateObservableCounter(
                "signal_exporter.events", () => events.Seen, "{signal}", "Signals that became events, to be read one by one.");
            meter.CreateObservableCounter(
                "signal_exporter.lost_events",
                () => events.Lost.Select(lost => new Measurement<long>(lost.Value, new KeyValuePair<string, object?>("reason", lost.Key))),
                "{signal}",
                "Signals that were to become events and were lost, by reason; they are counted all the same.");
        }
    }

    private void AddPrograms(Meter meter)
    {
        // The first instrument about programs reads for all of them: the SDK asks in the order of their creation.
        meter.CreateObservableCounter(
            "signal_exporter.lost_signals",
            () =>
            {
                ReadPrograms();
                return _lost.Select(lost => new Measurement<long>(
                    lost.Value, new KeyValuePair<string, object?>("reason", lost.Key)));
            },
            "{signal}",
            "Signals that were not counted at all, by reason.");
        meter.CreateObservableCounter(
            "signal_exporter.missed_exits",
            () => _missedExits is { } missed ? [new Measurement<long>(missed)] : Array.Empty<Measurement<long>>(),
            "{exit}",
            "Exits of threads that no kernel program saw, because it was running on that CPU already.");
        meter.CreateObservableCounter(
            "signal_exporter.program_recursion_misses",
            () => Measure(statistics => statistics.RecursionMisses),
            "{run}",
            "How often a kernel program did not run because it was running on that CPU already.");
        meter.CreateObservableCounter(
            "signal_exporter.program_runs",
            () => Measure(statistics => statistics.Runs),
            "{run}",
            "How often a kernel program ran; 0 unless the sysctl kernel.bpf_stats_enabled is set.");
        meter.CreateObservableCounter(
            "signal_exporter.program_run_time",
            () => Measure(statistics => statistics.RunTime.TotalSeconds),
            "s",
            "How long a kernel program ran in all; 0 unless the sysctl kernel.bpf_stats_enabled is set.");
    }

    private void AddReloads(Meter meter)
    {
        if (reloads is null)
        {
            return;
        }

        meter.CreateObservableGauge(
            "signal_exporter.config_last_reload_successful",
            () => reloads.LastSuccessful ? 1 : 0,
            null,
            "Whether the configuration file was all right when it was last read.");
        meter.CreateObservableGauge(
            "signal_exporter.config_last_reload_success_timestamp",
            () => reloads.LastSuccess.ToUnixTimeMilliseconds() / 1000.0,
            "s",
            "When the configuration file was last read and used, in Unix time.");
    }

    private void AddCollectors(Meter meter)
    {
        meter.CreateObservableGauge(
            "signal_exporter.collector_success",
            () => health.Outcomes.Select(outcome => new Measurement<int>(
                outcome.Success ? 1 : 0, new KeyValuePair<string, object?>("collector", outcome.Collector))),
            null,
            "Whether a collector's last run succeeded.");
        meter.CreateObservableGauge(
            "signal_exporter.collector_duration",
            () => health.Outcomes.Select(outcome => new Measurement<double>(
                outcome.Duration.TotalSeconds, new KeyValuePair<string, object?>("collector", outcome.Collector))),
            "s",
            "How long a collector's last run took.");
    }

    private static Measurement<long> Of(string metric, long value) => new(value, new KeyValuePair<string, object?>("metric", metric));

    /// <summary>No measurement where nothing is followed.</summary>
    private IEnumerable<Measurement<long>> IfFollowing(Func<FateReading, Measurement<long>> measure) =>
        signals.Fates is { } fates && (fates.Delivery ?? fates.Termination) is not null ? [measure(fates)] : [];

    private void ReadPrograms()
    {
        _programs = [];
        _lost = [];
        _missedExits = null;
        health.Run(CollectorHealth.Programs, () =>
        {
            _programs = [.. source.Programs.Select(program => (program.Name, program.ReadStatistics()))];
            _lost = [.. source.ReadLost()];
            _missedExits = source.ReadMissedExits();
        });
    }

    /// <summary>No measurements where the reading failed.</summary>
    private IEnumerable<Measurement<T>> Measure<T>(Func<KernelProgramStatistics, T> value)
        where T : struct => _programs.Select(program => new Measurement<T>(
            value(program.Statistics), new KeyValuePair<string, object?>("program", program.Name)));
}
