using System.Runtime.InteropServices;

namespace SignalExporter.Streams;

/// <summary>What the standard streams take of the C library: native names kept, imports and constants only.</summary>
internal static unsafe partial class Libc
{
    // unistd.h
    internal const int STDOUT_FILENO = 1;
    internal const int STDERR_FILENO = 2;

    // errno.h
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int EPIPE = 32;

    // fcntl.h
    internal const int F_GETFD = 1;
    internal const int FD_CLOEXEC = 1;
    internal const int O_RDWR = 2;

    // signal.h
    internal const int SIGPIPE = 13;
    internal const int SIGXFSZ = 25;
    internal const nint SIG_IGN = 1;

    // poll.h
    internal const short POLLOUT = 4;
    internal const short POLLERR = 8;

    // asm-generic/ioctls.h: x86-64, arm64 and most others
    internal const nuint TIOCGWINSZ = 0x5413;

    private const string Library = "libc";

    /// <summary>The number of bytes, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, byte* buf, nuint count);

    /// <summary>The flags of a descriptor for <see cref="F_GETFD"/>, or -1 and errno.</summary>
    [LibraryImport(Library)]
    internal static partial int fcntl(int fd, int cmd);

    /// <summary>The lowest free number, or -1 and errno.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string pathname, int flags);

    /// <summary>What the signal did before, or -1 and errno.</summary>
    [LibraryImport(Library)]
    internal static partial nint signal(int signum, nint handler);

    /// <summary>1 where something is to be told, 0 where the time is up, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(ref pollfd fds, nuint nfds, int timeout);

    /// <summary>1 for a terminal, else 0.</summary>
    [LibraryImport(Library)]
    internal static partial int isatty(int fd);

    /// <summary>0, or -1 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, out winsize size);

#pragma warning disable CS8981 // the native names
    internal struct pollfd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }

    internal struct winsize
    {
        internal ushort ws_row;
        internal ushort ws_col;
        internal ushort ws_xpixel;
        internal ushort ws_ypixel;
    }
#pragma warning restore CS8981
}
