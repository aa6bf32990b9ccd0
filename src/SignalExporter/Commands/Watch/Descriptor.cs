using System.Runtime.InteropServices;

namespace SignalExporter.Commands.Watch;

/// <summary>Writing as the system does it.</summary>
internal static unsafe class Descriptor
{
    private const int Forever = -1;

    /// <summary>Writes all of it, however long that takes.</summary>
    /// <returns>0, or the error number that ended it.</returns>
    internal static int Write(int descriptor, ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            for (nint written = 0; written < text.Length;)
            {
                nint count = Libc.write(descriptor, start + written, (nuint)(text.Length - written));
                int errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (errno == Libc.EAGAIN) // whoever shares it has made it non-blocking
                {
                    var ready = new Libc.pollfd { fd = descriptor, events = Libc.POLLOUT };
                    _ = Libc.poll(ref ready, 1, Forever);
                }
                else if (errno is not 0 and not Libc.EINTR)
                {
                    return errno;
                }

                written += Math.Max(count, 0);
            }
        }

        return 0;
    }
}
