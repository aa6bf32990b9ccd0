namespace SignalExporter.Telemetry.Otlp;

/// <summary>How the sending goes, for <see cref="OtlpInstruments"/>. Received = exported + dropped + queued, always.</summary>
internal sealed class OtlpStatus
{
    /// <summary>Reasons to drop a record: there was no room for it.</summary>
    internal const string QueueFull = "queue_full";

    /// <summary>The receiver refused it for good.</summary>
    internal const string Rejected = "rejected";

    /// <summary>It could not be made into a request.</summary>
    internal const string ExportFailed = "export_failed";

    /// <summary>What a failed attempt was to send.</summary>
    internal const string Metrics = "metrics";

    /// <inheritdoc cref="Metrics"/>
    internal const string Logs = "logs";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _dropped = [];
    private readonly Dictionary<string, long> _failures = [];
    private long _exported;

    /// <param name="metrics">Whether metrics are sent.</param>
    /// <param name="logs">Whether log records are sent.</param>
    internal OtlpStatus(bool metrics, bool logs)
    {
        if (metrics)
        {
            _failures[Metrics] = 0;
        }

        if (logs)
        {
            _failures[Logs] = 0;
            _dropped = new() { [QueueFull] = 0, [Rejected] = 0, [ExportFailed] = 0 };
        }

        SendsLogs = logs;
    }

    internal bool SendsLogs { get; }

    internal Func<int> Queued { get; set; } = () => 0;

    internal long Exported => Interlocked.Read(ref _exported);

    internal IReadOnlyList<KeyValuePair<string, long>> DroppedRecords => Copy(_dropped);

    internal IReadOnlyList<KeyValuePair<string, long>> Failures => Copy(_failures);

    internal void Sent(long records) => Interlocked.Add(ref _exported, records);

    internal void Dropped(string reason, long records) => Add(_dropped, reason, records);

    internal void Failed(string data) => Add(_failures, data, 1);

    private void Add(Dictionary<string, long> counts, string key, long count)
    {
        lock (_lock)
        {
            counts[key] += count;
        }
    }

    private KeyValuePair<string, long>[] Copy(Dictionary<string, long> counts)
    {
        lock (_lock)
        {
            return [.. counts];
        }
    }
}
