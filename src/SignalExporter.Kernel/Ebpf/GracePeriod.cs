using static SignalExporter.Kernel.Interop.Libc;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>Waits until every kernel program that was running has finished (membarrier(2)).</summary>
internal static class GracePeriod
{
    // Far longer than a program runs, for kernels that refuse the barrier (nohz_full).
    private static readonly TimeSpan Substitute = TimeSpan.FromMilliseconds(50);

    internal static void Wait()
    {
        if ((int)syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
        {
            Thread.Sleep(Substitute);
        }
    }
}
