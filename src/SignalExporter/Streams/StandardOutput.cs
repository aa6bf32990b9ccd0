using System.Globalization;
using System.Runtime.InteropServices;

namespace SignalExporter.Streams;

/// <summary>
/// Standard output, which throws <see cref="OutputException"/> where it cannot be written. .NET's own switches terminals to another
/// mode of their keys, and says nothing of a closed pipe.
/// </summary>
internal sealed class StandardOutput : UnbufferedWriter, IOutput
{
    private const int UsualWidth = 80;
    private const int Forever = -1;

    public bool IsTerminal { get; } = StandardStreams.IsOpen(Libc.STDOUT_FILENO) && Libc.isatty(Libc.STDOUT_FILENO) == 1;

    // Some terminals (serial lines) do not know their size.
    public int Width =>
        Libc.ioctl(Libc.STDOUT_FILENO, Libc.TIOCGWINSZ, out Libc.winsize size) == 0 && size.ws_col > 0 ? size.ws_col
        : int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns
        : UsualWidth;

    public bool IsClosed
    {
        get
        {
            var output = new Libc.pollfd { fd = Libc.STDOUT_FILENO };
            return Libc.poll(ref output, 1, 0) > 0 && (output.revents & Libc.POLLERR) != 0;
        }
    }

    public override unsafe void Write(ReadOnlySpan<byte> text)
    {
        if (!StandardStreams.IsOpen(Libc.STDOUT_FILENO))
        {
            throw Failure(Libc.EBADF);
        }

        fixed (byte* start = text)
        {
            for (nint written = 0; written < text.Length;)
            {
                nint count = Libc.write(Libc.STDOUT_FILENO, start + written, (nuint)(text.Length - written));
                int errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (errno == Libc.EAGAIN) // whatever shares it has made it non-blocking
                {
                    var ready = new Libc.pollfd { fd = Libc.STDOUT_FILENO, events = Libc.POLLOUT };
                    _ = Libc.poll(ref ready, 1, Forever);
                }
                else if (errno is not 0 and not Libc.EINTR)
                {
                    throw Failure(errno);
                }

                written += Math.Max(count, 0);
            }
        }
    }

    // A terminal that has hung up fails with EIO.
    private OutputException Failure(int errno) => new(
        errno == Libc.EPIPE || (errno == Libc.EIO && IsTerminal), $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
}
