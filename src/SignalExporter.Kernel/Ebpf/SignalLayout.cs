using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Ebpf;

/// <summary><c>Ebpf/signals.h</c> in C#; LayoutTests holds the two against each other.</summary>
internal static class SignalLayout
{
    internal const int SignalCount = 64;
    internal const int FollowedSlots = 32768;
    internal const int HistogramBounds = 16;
    internal const int HistogramBuckets = HistogramBounds + 1;
    internal const int CollectDelivery = 1;
    internal const int CollectTermination = 2;
    internal const int CollectFailures = 4;
    internal const int ProbeWindow = 32;
    internal const int OriginOomCandidate = 12;
    internal const int OwnerBuckets = 4096;
    internal const int CriticalSlots = 4096;
    internal const int MaxWatchPatterns = 128;
    internal const int MetaUidShift = 32;
    internal const uint NoUid = uint.MaxValue;

    internal const int MetaSignalShift = 0;
    internal const int MetaOriginShift = 8;
    internal const int MetaResultShift = 16;
    internal const int MetaKindShift = 24;
    internal const int MetaCodeShift = 32;
    internal const ulong MetaFree = 0;
    internal const ulong MetaClaimed = ulong.MaxValue;

    internal const int SeriesKinds = 4;
    internal const int HistogramKinds = 2;

    /// <summary><c>enum series_kind</c></summary>
    internal enum SeriesKind
    {
        Generated = 0,
        Terminated = 1,
        Escalation = 2,
        SendFailure = 3,
    }

    /// <summary><c>enum histogram_kind</c></summary>
    internal enum HistogramKind
    {
        Delivery = 0,
        Termination = 1,
    }

    /// <summary><c>struct series_key</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SeriesKey
    {
        internal ulong Sender0;
        internal ulong Sender1;
        internal ulong Receiver0;
        internal ulong Receiver1;
        internal ulong Meta;
    }

    /// <summary><c>struct series_slot</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SeriesSlot
    {
        internal SeriesKey Key;
        internal ulong N;
        internal ulong Born;
        internal uint Oom;
        internal uint Owner;
    }

    /// <summary><c>struct signal_config</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct SignalConfig
    {
        internal ulong Wanted;
        internal ulong Seed;
        internal ulong Limit;
        internal uint Shift;
        internal uint Mask;
        internal uint Collectors;
        internal uint HistogramLimit;
        internal uint HistogramMask;
        internal uint Padding;
        internal ulong EscalationWindow;
        internal fixed ulong Bounds[HistogramKinds * HistogramBounds];
    }

    /// <summary><c>struct histogram_bucket</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct HistogramBucket
    {
        internal ulong N;
        internal ulong Sum;
    }

    /// <summary>The fixed array in <c>struct histogram_slot</c>.</summary>
    [InlineArray(HistogramBuckets)]
    internal struct HistogramBucketArray
    {
        private HistogramBucket _first;
    }

    /// <summary><c>struct histogram_slot</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct HistogramSlot
    {
        internal SeriesKey Key;
        internal ulong Born;
        internal fixed ulong Padding[2];
        internal HistogramBucketArray Buckets;
    }

    /// <summary><c>struct signal_totals</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct SignalTotals
    {
        internal ulong Live;
        internal fixed ulong Other[SeriesKinds * (SignalCount + 1)];
        internal ulong OtherBorn;
        internal fixed ulong HistogramsLive[HistogramKinds];
        internal ulong Unfollowed;
        internal ulong EventsLost;
        internal fixed uint Owned[OwnerBuckets + 1];
        internal uint Padding;
    }

    /// <summary><c>struct watch_pattern</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WatchPatternLayout
    {
        internal ulong Name0;
        internal ulong Name1;
        internal ulong Mask0;
        internal ulong Mask1;
        internal ulong Signals;
    }

    /// <summary>The fixed array in <c>struct watchlist</c>.</summary>
    [InlineArray(MaxWatchPatterns)]
    internal struct WatchPatterns
    {
        private WatchPatternLayout _first;
    }

    /// <summary><c>struct watchlist</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct WatchlistLayout
    {
        internal ulong Signals;
        internal ulong Count;
        internal WatchPatterns Patterns;
        internal fixed ulong Overflow[MaxWatchPatterns * (SignalCount + 1)];
    }

    /// <summary><c>struct watch_state</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WatchState
    {
        internal ulong Active;
        internal WatchlistLayout List0;
        internal WatchlistLayout List1;
    }
}
