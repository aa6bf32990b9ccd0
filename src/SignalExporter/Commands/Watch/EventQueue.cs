using System.Threading.Channels;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>
/// Events between the source, which must not wait, and the output, which may be slow or stopped. What finds no room is lost,
/// and counted.
/// </summary>
internal sealed class EventQueue(int limit)
{
    private readonly Channel<SignalEvent> _events = Channel.CreateBounded<SignalEvent>(
        new BoundedChannelOptions(limit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _lost;
    private bool _complete;

    internal ChannelReader<SignalEvent> Events => _events.Reader;

    /// <summary>How many found no room, or were still waiting when the output was given up.</summary>
    internal long Lost => Interlocked.Read(ref _lost);

    internal void Add(IReadOnlyList<SignalEvent> batch)
    {
        foreach (SignalEvent e in batch)
        {
            if (!_events.Writer.TryWrite(e) && !Volatile.Read(ref _complete))
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }

    /// <summary>What is in it is the last; no more is taken.</summary>
    internal void Complete()
    {
        Volatile.Write(ref _complete, true);
        _events.Writer.TryComplete();
    }

    /// <summary>Nobody takes out what is still in it.</summary>
    internal void Abandon() => Interlocked.Add(ref _lost, _events.Reader.Count);
}
