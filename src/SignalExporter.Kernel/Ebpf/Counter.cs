namespace SignalExporter.Kernel.Ebpf;

/// <summary>A series while it lives, and what the reading under way has found for it.</summary>
internal sealed class Counter(SignalSeries series, DateTimeOffset started)
{
    internal SignalSeries Series { get; } = series;

    internal DateTimeOffset Started { get; } = started;

    internal long Value { get; set; }
}
