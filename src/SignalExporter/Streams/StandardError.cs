using SignalExporter.Telemetry;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SignalExporter.Streams;

/// <summary>
/// Standard error, which never throws: what cannot be written is dropped and counted. A log that cannot be written (a full disk,
/// a broken pipe, a closed descriptor) must not end the program that it is about.
/// </summary>
internal sealed unsafe class StandardError : UnbufferedWriter
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
            if (!StandardStreams.IsOpen(STDERR_FILENO) || (_isCut && !TryWrite("\n"u8)) || !TryWrite(text))
            {
                DroppedLogLines.Add();
            }
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> text)
    {
        int written = 0;
        fixed (byte* start = text)
        {
            while (written < text.Length && IsReady())
            {
                int count = (int)write(STDERR_FILENO, start + written, text.Length - written);
                if (count < 0 && errno != EINTR && errno != EAGAIN)
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
        var error = new pollfd { fd = STDERR_FILENO, events = POLLOUT };
        int ready;
        do
        {
            ready = poll(&error, 1, _isStuck ? 0 : PatienceMilliseconds);
        }
        while (ready < 0 && errno == EINTR);
        _isStuck = ready == 0;
        return ready != 0;
    }
}
