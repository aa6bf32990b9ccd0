using System.Globalization;
using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SignalExporter.Streams;

/// <summary>
/// Standard output, which throws <see cref="OutputException"/> where it cannot be written. .NET's own switches terminals to another
/// mode of their keys, and says nothing of a closed pipe.
/// </summary>
internal sealed unsafe class StandardOutput : UnbufferedWriter, IOutput
{
    private const int UsualWidth = 80;
    private const int Forever = -1;

    public bool IsTerminal { get; } = StandardStreams.IsOpen(STDOUT_FILENO) && isatty(STDOUT_FILENO) == 1;

    // Some terminals (serial lines) do not know their size.
    public int Width
    {
        get
        {
            winsize size;
            return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                : int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns
                : UsualWidth;
        }
    }

    public bool IsClosed
    {
        get
        {
            var output = new pollfd { fd = STDOUT_FILENO };
            return poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
        }
    }

    public override void Write(ReadOnlySpan<byte> text)
    {
        if (!StandardStreams.IsOpen(STDOUT_FILENO))
        {
            throw Failure(EBADF);
        }

        fixed (byte* start = text)
        {
            for (int written = 0; written < text.Length;)
            {
                int count = (int)write(STDOUT_FILENO, start + written, text.Length - written);
                int error = count < 0 ? errno : 0;
                if (error == EAGAIN) // whatever shares it has made it non-blocking
                {
                    var ready = new pollfd { fd = STDOUT_FILENO, events = POLLOUT };
                    _ = poll(&ready, 1, Forever);
                }
                else if (error != 0 && error != EINTR)
                {
                    throw Failure(error);
                }

                written += Math.Max(count, 0);
            }
        }
    }

    // A terminal that has hung up fails with EIO.
    private OutputException Failure(int error) => new(
        error == EPIPE || (error == EIO && IsTerminal), $"{Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
}
