using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>
/// The newest events, as they came: no text is made of them before somebody looks. There may be 100,000 a second, of which
/// nobody reads more than the last.
/// </summary>
internal sealed class RecentEvents : IDisposable
{
    internal const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly SignalEvent[] _events = new SignalEvent[Capacity];
    private readonly ISignalEvents _source;
    private readonly IDisposable _subscription;
    private int _next;
    private int _count;

    internal RecentEvents(ISignalEvents source)
    {
        _source = source;
        _subscription = source.Subscribe(Keep);
    }

    /// <summary>Which signals become events.</summary>
    internal IReadOnlySet<Signal> Signals => _source.Signals;

    /// <summary>How many there were since the start.</summary>
    internal long Seen => _source.Seen;

    /// <summary>How many were lost since the start, by reason.</summary>
    internal IReadOnlyDictionary<string, long> Lost => _source.Lost;

    /// <summary>What was sent up to now, the newest first.</summary>
    internal SignalEvent[] Read()
    {
        _source.Flush();
        lock (_lock)
        {
            var events = new SignalEvent[_count];
            for (int i = 0; i < events.Length; i++)
            {
                events[i] = _events[(_next - 1 - i + Capacity) % Capacity];
            }

            return events;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void Keep(IReadOnlyList<SignalEvent> batch)
    {
        lock (_lock)
        {
            for (int i = Math.Max(0, batch.Count - Capacity); i < batch.Count; i++)
            {
                _events[_next] = batch[i];
                _next = (_next + 1) % Capacity;
                _count = Math.Min(_count + 1, Capacity);
            }
        }
    }
}
