using Tmds.Linux;
using static SignalExporter.Kernel.Interop.Libc;

namespace SignalExporter.Kernel.Interop;

/// <summary>CLOCK_BOOTTIME, in which the kernel program tells time, as time of day.</summary>
internal static unsafe class BootClock
{
    /// <summary>What time of day it was that many nanoseconds after the boot.</summary>
    internal static DateTimeOffset TimeOfDay(ulong sinceBoot)
    {
        timespec now;
        _ = clock_gettime(CLOCK_BOOTTIME, &now);
        long ago = (now.tv_sec * 1_000_000_000L) + now.tv_nsec - (long)sinceBoot;
        return DateTimeOffset.UtcNow.AddTicks(-ago / 100);
    }
}
