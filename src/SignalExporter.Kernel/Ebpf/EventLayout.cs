using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>The events of <c>Ebpf/signals.h</c> in C#; LayoutTests holds the two against each other.</summary>
internal static class EventLayout
{
    internal const int EventSignal = 1;
    internal const int EventFailure = 2;
    internal const int EventOom = 3;
    internal const int EventCgroup = 4;

    internal const int HasSender = 1;
    internal const int HasValue = 2;
    internal const int IsForged = 4;

    internal const int Ancestors = 6;
    internal const int CommandLine = 256;
    internal const int CgroupLevels = 12;
    internal const int CgroupName = 128;
    internal const int KnownCgroups = 1024;

    /// <summary><c>CGROUP_PLACE(id)</c></summary>
    internal static int CgroupPlace(ulong id) => (int)(unchecked(id * 0x9e3779b97f4a7c15UL) >> 54);

    /// <summary><c>struct event_process</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Process
    {
        internal uint Pid;
        internal uint Tid;
        internal uint NamespacePid;
        internal uint Uid;
        internal ulong Comm0;
        internal ulong Comm1;
        internal ulong ThreadComm0;
        internal ulong ThreadComm1;
        internal ulong Cgroup;
    }

    /// <summary><c>struct event_ancestor</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AncestorLayout
    {
        internal ulong Comm0;
        internal ulong Comm1;
        internal uint Pid;
        internal uint Padding;
    }

    /// <summary>The fixed array in <c>struct signal_event</c>.</summary>
    [InlineArray(Ancestors)]
    internal struct AncestorArray
    {
        private AncestorLayout _first;
    }

    /// <summary><c>struct signal_event</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Event
    {
        internal uint Type;
        internal uint Flags;
        internal ulong Time;
        internal ulong Meta;
        internal ulong Value;
        internal int ClaimedPid;
        internal uint CommandLineLength;
        internal Process Sender;
        internal Process Receiver;
        internal AncestorArray Ancestors;
        internal fixed byte CommandLine[EventLayout.CommandLine];
    }

    /// <summary><c>struct oom_event</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OomEvent
    {
        internal uint Type;
        internal uint ReceiverTid;
    }

    /// <summary><c>struct cgroup_event</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct CgroupEvent
    {
        internal uint Type;
        internal uint Padding;
        internal ulong Id;
        internal fixed byte Names[CgroupLevels * CgroupName];
    }

    /// <summary><c>struct event_config</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct EventConfig
    {
        internal ulong Signals;
        internal ulong Sender0;
        internal ulong Sender1;
        internal ulong SenderMask0;
        internal ulong SenderMask1;
        internal ulong Receiver0;
        internal ulong Receiver1;
        internal ulong ReceiverMask0;
        internal ulong ReceiverMask1;
        internal uint ReceiverPid;
        internal uint Origins;
        internal uint Failures;
        internal uint CommandLines;
    }
}
