using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>CLOCK_BOOTTIME, in which the kernel program tells time, as time of day.</summary>
internal static class BootClock
{
    /// <summary>What time of day it was that many nanoseconds after the boot.</summary>
    internal static DateTimeOffset TimeOfDay(ulong sinceBoot)
    {
        _ = Libc.clock_gettime(Libc.CLOCK_BOOTTIME, out Libc.timespec now);
        long ago = (now.tv_sec * 1_000_000_000L) + now.tv_nsec - (long)sinceBoot;
        return DateTimeOffset.UtcNow.AddTicks(-ago / 100);
    }
}
