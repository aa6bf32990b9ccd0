using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Counts in the kernel (<c>signals.bpf.c</c>): loads the program, attaches it, and reads its table. Needs CAP_BPF and
/// CAP_PERFMON, BTF, and libbpf 1.0.
/// </summary>
public sealed unsafe class EbpfSignalSource : ISignalSource
{
    private readonly Lock _reading = new();
    private readonly KernelObject _object;
    private readonly List<KernelProgram> _programs = [];
    private readonly SignalSourceOptions _options;
    private readonly SignalTable _table;
    private readonly HistogramTable? _histograms;
    private readonly MappedArray<uint>? _followed;
    private readonly EventRing? _events;
    private CriticalTable? _critical;
    private readonly Timer? _housekeeping;
    private bool _disposed;

    /// <summary>Loads and attaches: from here on signals are counted.</summary>
    /// <exception cref="SignalSourceException">It cannot work here; the message says why and what to do.</exception>
    public EbpfSignalSource(SignalSourceOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeriesLimit, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SeriesLimit, SignalSourceOptions.MaxSeriesLimit, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HistogramLimit, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.HistogramLimit, SignalSourceOptions.MaxHistogramLimit, nameof(options));
        _options = options;
        SeriesLimit = options.SeriesLimit;
        Requirements.Check();
        SignalObject loaded = SignalObject.Load(options);
        _object = loaded.Object;
        try
        {
            _table = new SignalTable(
                _object.Map("series"), loaded.Slots, _object.Map(".data.totals"), TimeProvider.System);
            if (options.Delivery || options.Termination)
            {
                _histograms = new HistogramTable(
                    _object.Map("histograms"), loaded.HistogramSlots, _table.Totals, TimeProvider.System);
                _followed = new MappedArray<uint>(_object.Map(".data.followed"), FollowedSlots);
            }

            if (options.Events is { } filter)
            {
                _events = new EventRing(_object.Map("events"), filter, () => _table.EventsLost);
            }

            _programs.AddRange(loaded.Programs.Select(_object.Attach));
            if (options.SelfCheck)
            {
                _critical = OpenCritical();
                SelfCheck = new SelfCheck(_table, _critical, _events, options).Run();
            }

            _housekeeping = new Timer(_ => MakeRoom(), null, HousekeepingInterval(options), HousekeepingInterval(options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => "ebpf";

    /// <inheritdoc/>
    public string Reason => "supported";

    /// <inheritdoc/>
    public long SeriesLimit { get; }

    /// <inheritdoc/>
    public long HistogramLimit => _options.HistogramLimit;

    /// <inheritdoc/>
    public IReadOnlyList<IKernelProgram> Programs => _programs;

    /// <inheritdoc/>
    public ISignalEvents? Events => _events;

    /// <inheritdoc/>
    public SignalReading Read()
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this); // the table is no longer there
            SignalReading reading = _table.Read(_options.Termination, _options.SendFailures);
            return _histograms is null
                ? reading
                : reading with
                {
                    Fates = reading.Fates with
                    {
                        Delivery = _options.Delivery ? _histograms.Read(HistogramKind.Delivery) : null,
                        Termination = _options.Termination ? _histograms.Read(HistogramKind.Termination) : null,
                        Followed = CountFollowed(),
                        Unfollowed = _table.Unfollowed,
                    },
                };
        }
    }

    /// <inheritdoc/>
    public void Watch(IReadOnlyList<WatchPattern> patterns)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _critical ??= OpenCritical();
            _critical.Watch(patterns);
        }
    }

    /// <inheritdoc/>
    public CriticalReading TakeCritical()
    {
        lock (_reading)
        {
            return _disposed || _critical is null ? new CriticalReading([], []) : _critical.Take();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> ReadLost()
    {
        KernelProgram counting = _programs.Single(program => program.Name == SignalObject.CountingProgram);
        return new Dictionary<string, long> { ["recursion"] = counting.ReadStatistics().RecursionMisses };
    }

    /// <inheritdoc/>
    public SelfCheckResult? SelfCheck { get; }

    /// <inheritdoc/>
    public long? ReadMissedExits() =>
        _programs.Find(program => program.Name == SignalObject.ExitProgram)?.ReadStatistics().RecursionMisses;

    /// <summary>Detaches and unloads.</summary>
    public void Dispose()
    {
        _housekeeping?.Dispose();
        foreach (KernelProgram program in _programs)
        {
            program.Dispose();
        }

        _events?.Dispose();
        lock (_reading)
        {
            _disposed = true;
            _table?.Dispose();
            _histograms?.Dispose();
            _followed?.Dispose();
            _critical?.Dispose();
        }

        _object.Dispose();
    }

    /// <summary>Ends idle series: all that were idle for long, and sooner where the table fills.</summary>
    internal void MakeRoom()
    {
        lock (_reading)
        {
            if (_disposed)
            {
                return;
            }

            _table.Retire(_options.SeriesIdle, keep: 0);
            if (_table.Live * 4 >= SeriesLimit * 3)
            {
                _table.Retire(_options.SeriesIdleUnderPressure, keep: SeriesLimit / 2);
            }

            _histograms?.MakeRoom(HistogramKind.Delivery, _options);
            _histograms?.MakeRoom(HistogramKind.Termination, _options);
        }
    }

    /// <summary>Often enough that a series does not outlive its time by much: 1 to 10 seconds.</summary>
    private static TimeSpan HousekeepingInterval(SignalSourceOptions options) =>
        TimeSpan.FromSeconds(Math.Clamp(options.SeriesIdle.TotalSeconds / 4, 1, 10));

    private CriticalTable OpenCritical() => new(_object.Map("critical"), _object.Map(".data.watch"));

    private long CountFollowed()
    {
        long followed = 0;
        foreach (uint records in new ReadOnlySpan<uint>(_followed!.Items, _followed.Length))
        {
            followed += records;
        }

        return followed;
    }
}
