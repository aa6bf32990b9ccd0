using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SignalExporter.Streams;

/// <summary>
/// Descriptors 0, 1 and 2, which need not be what their names say: a program can be started with any of them closed. Then the next
/// thing that is opened gets the number, and log lines would be written into a socket, a BPF map or a pipe of the runtime.
/// </summary>
internal static unsafe class StandardStreams
{
    private const int Count = 3;

    private static readonly bool[] Closed = new bool[Count];

    /// <summary>
    /// Opens /dev/null for each that is closed, and makes failed writes return an error: SIGPIPE and SIGXFSZ, which a write can
    /// raise, are ignored. To be called before anything else is opened.
    /// </summary>
    internal static void Reserve()
    {
        for (int descriptor = 0; descriptor < Count; descriptor++)
        {
            // A descriptor that closes at exec cannot be inherited: the runtime has opened it since, and it was closed before.
            int flags = fcntl(descriptor, F_GETFD);
            Closed[descriptor] = flags < 0 || (flags & FD_CLOEXEC) != 0;
            if (flags < 0)
            {
                fixed (byte* path = "/dev/null\0"u8)
                {
                    _ = open(path, O_RDWR); // gets the lowest number that is free: this one
                }
            }
        }

        var ignore = new sigaction { sa_handler = SIG_IGN };
        _ = sigaction(SIGPIPE, &ignore, null);
        _ = sigaction(SIGXFSZ, &ignore, null);
    }

    /// <summary>Whether a descriptor was open when the program was started.</summary>
    internal static bool IsOpen(int descriptor) => !Closed[descriptor];
}
