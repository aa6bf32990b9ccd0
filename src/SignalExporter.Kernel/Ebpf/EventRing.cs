using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Empties the kernel program's ring buffer, every 50 ms: nobody is woken by a signal, so none is slowed down by us.
/// </summary>
internal sealed unsafe class EventRing : ISignalEvents, IDisposable
{
    private const string RingFull = "ring_full";
    private const int MaxBatch = 4096;
    private const int BatchIsFull = -1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _reading = new();
    private readonly EventDecoder _decoder;
    private readonly Func<long> _lost;
    private readonly GCHandle _self;
    private readonly RingBufferHandle _ring;
    private readonly ManualResetEvent _stop = new(false); // not the slim one, which spins before it waits
    private readonly Thread _reader;
    private readonly List<SignalEvent> _early = []; // read before Start
    private Action<IReadOnlyList<SignalEvent>>[] _subscribers = [];
    private bool _isStarted;
    private long _seen;
    private bool _disposed;

    /// <param name="map">The descriptor of the ring buffer.</param>
    /// <param name="filter">Which signals become events.</param>
    /// <param name="lost">How many the kernel program had no room for.</param>
    internal EventRing(int map, EventFilter filter, Func<long> lost)
    {
        Signals = filter.Signals;
        _decoder = new EventDecoder(filter);
        _lost = lost;
        _self = GCHandle.Alloc(this);
        _ring = new RingBufferHandle(Libbpf.ring_buffer__new(map, &Receive, GCHandle.ToIntPtr(_self), 0));
        if (_ring.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            _self.Free();
            throw new SignalSourceException($"cannot map the kernel program's ring buffer: {Errno.Describe(error)}");
        }

        // A thread of its own: the ring does not wait while others keep the thread pool busy.
        _reader = new Thread(ReadOn) { IsBackground = true, Name = "events" };
    }

    public IReadOnlySet<Signal> Signals { get; }

    public long Seen => Interlocked.Read(ref _seen);

    public IReadOnlyDictionary<string, long> Lost => new Dictionary<string, long> { [RingFull] = _lost() };

    public IDisposable Subscribe(Action<IReadOnlyList<SignalEvent>> receive)
    {
        lock (_reading)
        {
            _subscribers = [.. _subscribers, receive];
        }

        return new Subscription(this, receive);
    }

    public void Start()
    {
        lock (_reading)
        {
            _isStarted = true;
            HandOver([.. _early]);
            _early.Clear();
        }

        _reader.Start();
    }

    public void Flush() => Read(settle: false);

    /// <summary>Signals of this process to itself are no events until the result is disposed.</summary>
    internal IDisposable IgnoreOwn() => new OwnIgnored(this);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _stop.Set();
        if (_isStarted)
        {
            _reader.Join();
        }

        Read(settle: true);
        Read(settle: true); // what has waited for the OOM killer's record waits no more
        lock (_reading)
        {
            _disposed = true;
            _ring.Dispose();
            _self.Free();
            _stop.Dispose();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Receive(nint context, byte* record, nuint length)
    {
        var ring = (EventRing)GCHandle.FromIntPtr(context).Target!;
        ring._decoder.Add(record, (int)length);
        return ring._decoder.Count < MaxBatch ? 0 : BatchIsFull;
    }

    private void ReadOn()
    {
        while (!_stop.WaitOne(Interval))
        {
            Read(settle: true);
        }
    }

    private void Read(bool settle)
    {
        lock (_reading)
        {
            if (_disposed)
            {
                return;
            }

            if (settle)
            {
                _decoder.Settle();
            }

            while (Libbpf.ring_buffer__consume(_ring) == BatchIsFull)
            {
                HandOver();
            }

            HandOver();
        }
    }

    private void HandOver()
    {
        if (_decoder.Count == 0)
        {
            return;
        }

        SignalEvent[] events = _decoder.Take();
        Interlocked.Exchange(ref _seen, _decoder.Seen);
        if (_isStarted)
        {
            HandOver(events);
        }
        else
        {
            _early.AddRange(events); // at most a ring for each Flush
        }
    }

    private void HandOver(SignalEvent[] events)
    {
        if (events.Length == 0)
        {
            return;
        }

        foreach (Action<IReadOnlyList<SignalEvent>> receive in _subscribers)
        {
            receive(events);
        }
    }

    private void End(Action<IReadOnlyList<SignalEvent>> receive)
    {
        lock (_reading)
        {
            _subscribers = [.. _subscribers.Where(subscriber => subscriber != receive)];
        }
    }

    private void Ignore(bool own)
    {
        lock (_reading)
        {
            Flush();
            _decoder.IgnoresOwn = own;
        }
    }

    private sealed class OwnIgnored : IDisposable
    {
        private readonly EventRing _ring;

        internal OwnIgnored(EventRing ring)
        {
            _ring = ring;
            ring.Ignore(own: true);
        }

        public void Dispose() => _ring.Ignore(own: false);
    }

    private sealed class Subscription(EventRing ring, Action<IReadOnlyList<SignalEvent>> receive) : IDisposable
    {
        public void Dispose() => ring.End(receive);
    }
}
