using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>The C library: native names kept, imports and constants only.</summary>
internal static unsafe partial class Libc
{
    internal const int EPERM = 1;
    internal const int EACCES = 13;
    internal const int EINVAL = 22;
    internal const int ENOTSUPP = 524; // include/linux/errno.h: of the kernel alone

    // sys/mman.h
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal static readonly nint MAP_FAILED = -1;

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

    /// <summary>An address, or MAP_FAILED and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint mmap(nint addr, nuint length, int prot, int flags, int fd, nint offset);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int munmap(nint addr, nuint length);

    [LibraryImport(Library)]
    internal static partial int close(int fd);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int clock_gettime(int clockid, out timespec tp);

    /// <summary>membarrier(2): -1 and errno where it fails.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint syscall(nint number, int cmd, uint flags, int cpu_id);

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
    internal static partial int kill(int pid, int sig);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tgkill(int tgid, int tid, int sig);

    /// <summary>0, or -1 and errno; the value is a union sigval.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sigqueue(int pid, int sig, nint value);

    [LibraryImport(Library)]
    internal static partial int gettid();

    [LibraryImport(Library)]
    internal static partial int vsnprintf(byte* str, nuint size, byte* format, nint ap);

#pragma warning disable CS8981 // the native name
    internal struct timespec
#pragma warning restore CS8981
    {
        internal nint tv_sec;
        internal nint tv_nsec;
    }
}
