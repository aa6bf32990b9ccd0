using System.Runtime.InteropServices;
using SignalExporter.Telemetry;

namespace SignalExporter.Streams;

/// <summary>
/// Standard error, which never throws: what cannot be written is dropped and counted. A log that cannot be written (a full disk,
/// a broken pipe, a closed descriptor) must not end the program that it is about.
/// </summary>
internal sealed class StandardError : UnbufferedWriter
{
    // How long a reader may keep a line waiting: a terminal that is stopped, a pipe that is full.
    private const int PatienceMilliseconds = 500;

    private readonly Lock _lock = new();
    private bool _isCut;
    private bool _isStuck;

    private StandardError()
    {
    }

    /// <summary>The one writer: lines of different threads do not mix.</summary>
    internal static StandardError Writer { get; } = new();

    public override void Write(ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            // A line that was cut short is ended first, so that it does not swallow this one.
            if (!StandardStreams.IsOpen(Libc.STDERR_FILENO) || (_isCut && !TryWrite("\n"u8)) || !TryWrite(text))
            {
                DroppedLogLines.Add();
            }
        }
    }

    private unsafe bool TryWrite(ReadOnlySpan<byte> text)
    {
        nint written = 0;
        fixed (byte* start = text)
        {
            while (written < text.Length && IsReady())
            {
                nint count = Libc.write(Libc.STDERR_FILENO, start + written, (nuint)(text.Length - written));
                if (count < 0 && Marshal.GetLastPInvokeError() is not Libc.EINTR and not Libc.EAGAIN)
                {
                    break;
                }

                written += Math.Max(count, 0);
            }
        }

        _isCut = written < text.Length && (_isCut || written > 0);
        return written == text.Length;
    }

    /// <summary>Waits until it takes more. Once that was in vain, it waits no more until it does.</summary>
    private bool IsReady()
    {
        var error = new Libc.pollfd { fd = Libc.STDERR_FILENO, events = Libc.POLLOUT };
        int ready;
        do
        {
            ready = Libc.poll(ref error, 1, _isStuck ? 0 : PatienceMilliseconds);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        _isStuck = ready == 0;
        return ready != 0;
    }
}
