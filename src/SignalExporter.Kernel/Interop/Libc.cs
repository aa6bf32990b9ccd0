using System.Runtime.InteropServices;
using Tmds.Linux;

namespace SignalExporter.Kernel.Interop;

/// <summary>
/// What Tmds.LibC lacks of the C library, with native names. errno is <c>LibC.errno</c> for both: .NET keeps one copy of it for
/// each thread, whichever import the call went through.
/// </summary>
internal static unsafe partial class Libc
{
    internal const int ENOTSUPP = 524; // include/linux/errno.h: of the kernel alone

    // time.h
    internal const int CLOCK_BOOTTIME = 7;

    // linux/membarrier.h
    internal const int MEMBARRIER_CMD_GLOBAL = 1;

    private const string Library = "libc";

    /// <summary>The system call's number (<c>sys/syscall.h</c>): the C library has no function for it.</summary>
    internal static int SYS_membarrier => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 324,
        _ => 283, // include/uapi/asm-generic/unistd.h: arm64 and later architectures
    };

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int clock_gettime(int clockid, timespec* tp);

    /// <summary>The number of bytes, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint getrandom(out ulong buf, nuint buflen, uint flags);

    /// <summary>0, or -1 and errno; <paramref name="buf"/> is a struct utsname (sys/utsname.h): six texts of 65 bytes.</summary>
    [LibraryImport(Library, SetLastError = true)]
    private static partial int uname(byte* buf);

    /// <summary>The kernel's release, as uname(2) has it; empty where it fails.</summary>
    internal static string Release()
    {
        const int text = 65, release = 2 * text;
        byte* names = stackalloc byte[6 * text];
        return uname(names) == 0 ? Marshal.PtrToStringUTF8((nint)(names + release)) ?? "" : "";
    }

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tgkill(int tgid, int tid, int sig);

    [LibraryImport(Library)]
    internal static partial int gettid();

    [LibraryImport(Library)]
    internal static partial int vsnprintf(byte* str, nuint size, byte* format, nint ap);
}
