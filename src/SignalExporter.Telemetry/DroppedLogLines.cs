namespace SignalExporter.Telemetry;

/// <summary>How many lines standard error did not take. One number for the process, as it has one standard error.</summary>
public static class DroppedLogLines
{
    private static long _count;

    /// <summary>How many, since the program started.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>Counts one more.</summary>
    public static void Add() => Interlocked.Increment(ref _count);
}
