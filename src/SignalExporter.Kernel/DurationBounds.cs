namespace SignalExporter.Kernel;

/// <summary>
/// The upper bounds of the histograms' buckets, in nanoseconds; a duration that equals a bound is in the bucket below it.
/// The kernel program gets them when it is loaded.
/// </summary>
public static class DurationBounds
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>From a handler that runs at once to a signal that was blocked for minutes.</summary>
    public static IReadOnlyList<long> Delivery { get; } =
    [
        10 * Microsecond, 25 * Microsecond, 50 * Microsecond, 100 * Microsecond, 250 * Microsecond, 500 * Microsecond,
        1 * Millisecond, 5 * Millisecond, 10 * Millisecond, 50 * Millisecond, 100 * Millisecond, 500 * Millisecond,
        1 * Second, 10 * Second, 60 * Second, 300 * Second,
    ];

    /// <summary>With the usual grace periods: 10 s (Docker), 30 s (Kubernetes), 90 s (systemd).</summary>
    public static IReadOnlyList<long> Termination { get; } =
    [
        1 * Millisecond, 2_500 * Microsecond, 5 * Millisecond, 10 * Millisecond, 50 * Millisecond, 100 * Millisecond,
        250 * Millisecond, 500 * Millisecond, 1 * Second, 2_500 * Millisecond, 5 * Second, 10 * Second, 30 * Second,
        60 * Second, 90 * Second, 300 * Second,
    ];
}
