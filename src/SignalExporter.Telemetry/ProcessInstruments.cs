using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace SignalExporter.Telemetry;

/// <summary>The usual <c>process_*</c> metrics of a Prometheus client, of the exporter's own process.</summary>
internal sealed class ProcessInstruments
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly double _started;
    private Reading[] _reading = [];

    private ProcessInstruments(Meter meter, CollectorHealth health)
    {
        _started = new DateTimeOffset(_process.StartTime).ToUnixTimeMilliseconds() / 1000.0;

        // The first instrument reads for all of them: the SDK asks in the order of their creation.
        meter.CreateObservableCounter(
            "process.cpu",
            () =>
            {
                _reading = [];
                health.Run(CollectorHealth.Process, () => _reading = [Read()]);
                return Measure(reading => reading.CpuSeconds);
            },
            "s",
            "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge(
            "process.resident_memory", () => Measure(reading => reading.ResidentBytes), "By", "Resident memory size in bytes.");
        meter.CreateObservableGauge(
            "process.virtual_memory", () => Measure(reading => reading.VirtualBytes), "By", "Virtual memory size in bytes.");
        meter.CreateObservableGauge(
            "process.start_time", () => Measure(_ => _started), "s", "Start time of the process since unix epoch in seconds.");
        meter.CreateObservableGauge(
            "process.open_fds", () => Measure(reading => reading.OpenFiles), null, "Number of open file descriptors.");
        meter.CreateObservableGauge(
            "process.max_fds", () => Measure(reading => reading.MaxFiles), null, "Maximum number of open file descriptors.");
    }

    /// <summary>Creates the instruments; the meter keeps them.</summary>
    internal static void CreateIn(Meter meter, CollectorHealth health) => _ = new ProcessInstruments(meter, health);

    /// <param name="limits">The lines of <c>/proc/self/limits</c> (proc(5)).</param>
    /// <returns>The soft limit, or 0 where there is none.</returns>
    internal static long MaxOpenFiles(IEnumerable<string> limits)
    {
        const string name = "Max open files";
        string line = limits.First(line => line.StartsWith(name, StringComparison.Ordinal));
        string soft = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : 0;
    }

    private Reading Read()
    {
        _process.Refresh();
        return new Reading(
            Environment.CpuUsage.TotalTime.TotalSeconds,
            _process.WorkingSet64,
            _process.VirtualMemorySize64,
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            MaxOpenFiles(File.ReadLines("/proc/self/limits")));
    }

    /// <summary>No measurement where the reading failed.</summary>
    private IEnumerable<Measurement<T>> Measure<T>(Func<Reading, T> value)
        where T : struct => _reading.Select(reading => new Measurement<T>(value(reading)));

    private sealed record Reading(double CpuSeconds, long ResidentBytes, long VirtualBytes, long OpenFiles, long MaxFiles);
}
