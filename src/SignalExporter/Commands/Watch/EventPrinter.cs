using System.Buffers;
using SignalExporter.Kernel;
using SignalExporter.Streams;

namespace SignalExporter.Commands.Watch;

/// <summary>Takes events out of the queue and writes them: all that are there at once, and not one more than was asked for.</summary>
internal sealed class EventPrinter(EventQueue queue, IEventWriter writer, IOutput output, WatchSummary summary, long? count)
{
    private const int LargestWrite = 32 * 1024;

    // A .NET program wakes its own threads by signals; to watch that would make more of it.
    private static readonly Comm OwnName = Comm.From("signal-exporter");

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <exception cref="OutputException">It cannot be written; also where nobody reads it.</exception>
    internal void PrintHeader()
    {
        writer.WriteHeader(_buffer);
        Flush();
    }

    /// <exception cref="OutputException">It cannot be written.</exception>
    internal async Task<WatchEnd> PrintAsync()
    {
        try
        {
            long left = count ?? long.MaxValue;
            while (left > 0 && await queue.Events.WaitToReadAsync())
            {
                while (left > 0 && queue.Events.TryRead(out SignalEvent? e))
                {
                    if (IsOwn(e))
                    {
                        continue;
                    }

                    writer.Write(e, _buffer);
                    summary.Count(e);
                    left--;
                    if (_buffer.WrittenCount >= LargestWrite)
                    {
                        Flush();
                    }
                }

                Flush();
            }

            return left > 0 ? WatchEnd.Drained : WatchEnd.Counted;
        }
        catch (OutputException closed) when (closed.IsClosed)
        {
            return WatchEnd.Closed;
        }
    }

    private void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    // In a container the process knows its number in there only.
    private static bool IsOwn(SignalEvent e) =>
        e is { Sender: { } sender, Receiver: { } receiver } && sender.Pid == receiver.Pid
        && sender.NamespacePid == Environment.ProcessId && sender.Comm == OwnName;
}
