using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What guests do otherwise, with the reason. It has to agree with each guest's own trace.</summary>
internal static class GuestDifferences
{
    private const int Kill = 9;
    private const int FromKernel = 128;
    private const int Delivered = 0;
    private const int Ignored = 1;

    // In a slow guest the timer of the limit ticks again while the process is dying, and sends again.
    private static readonly GuestEvidence KilledAgain =
        new(Kill, FromKernel, Ignored, "R", "SIGKILL SI_KERNEL kernel ignored kernel > R");

    private static readonly GuestDifference[] Conformance =
    [
        new("rlimit-rttime 3", KilledAgain),
        new("rlimit-cpu 1", KilledAgain),
        new("oom-and-limit 10", KilledAgain),
    ];

    // QEMU makes an undefined instruction of the opcode 0xf1, which no handler awaits.
    private static readonly GuestDifference[] X86 =
    [
        new(
            "icebp 20",
            new GuestEvidence(5, 1, Delivered, "R", "SIGTRAP TRAP_BRKPT fault delivered kernel > R"),
            new GuestEvidence(4, 2, Delivered, "R", "SIGILL ILL_ILLOPN fault delivered kernel > R"))
        {
            MayFail = true,
        },
    ];

    /// <summary>Whether the trace is kept of all rows, to find out what a guest does.</summary>
    public static bool TraceAll => Environment.GetEnvironmentVariable("KERNELS_TRACE") == "1";

    public static GuestDifference? Find(ConformanceCase wanted, Architecture architecture) =>
        (architecture == Architecture.X64 ? [.. Conformance, .. X86] : Conformance)
        .FirstOrDefault(d => d.Provoke == wanted.Provoke);
}
