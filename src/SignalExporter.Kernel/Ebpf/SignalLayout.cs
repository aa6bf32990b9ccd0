using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Ebpf;

/// <summary><c>Ebpf/signals.h</c> in C#; LayoutTests holds the two against each other.</summary>
internal static class SignalLayout
{
    internal const int SignalCount = 64;
    internal const int ProbeWindow = 32;
    internal const int OriginOomCandidate = 12;
    internal const int OwnerBuckets = 4096;

    internal const int MetaSignalShift = 0;
    internal const int MetaOriginShift = 8;
    internal const int MetaResultShift = 16;
    internal const int MetaCodeShift = 32;
    internal const ulong MetaFree = 0;
    internal const ulong MetaClaimed = ulong.MaxValue;

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
    internal struct SignalConfig
    {
        internal ulong Wanted;
        internal ulong Seed;
        internal ulong Limit;
        internal uint Shift;
        internal uint Mask;
    }

    /// <summary><c>struct signal_totals</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct SignalTotals
    {
        internal ulong Live;
        internal fixed ulong Other[SignalCount + 1];
        internal ulong OtherBorn;
        internal fixed uint Owned[OwnerBuckets + 1];
        internal uint Padding;
    }
}
