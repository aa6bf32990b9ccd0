namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A monotonic clock that goes on when it is told to; its timers run in real time.</summary>
public sealed class SteppingTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Step(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
