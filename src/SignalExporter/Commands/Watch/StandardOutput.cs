using System.Globalization;
using System.Runtime.InteropServices;

namespace SignalExporter.Commands.Watch;

/// <summary>
/// Standard output as it is. .NET's own switches terminals to another mode of their keys, and says nothing of a closed pipe.
/// </summary>
internal sealed class StandardOutput : IOutput
{
    private const int UsualWidth = 80;
    private const int Forever = -1;

    public bool IsTerminal { get; } = Libc.isatty(Libc.STDOUT_FILENO) == 1;

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

    public void Write(ReadOnlySpan<byte> text)
    {
        if (Descriptor.Write(Libc.STDOUT_FILENO, text) is not 0 and int errno)
        {
            throw new OutputException(errno == Libc.EPIPE, $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
        }
    }
}
