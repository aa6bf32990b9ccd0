using System.Numerics;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Counts in the kernel (<c>signals.bpf.c</c>): loads the program, attaches it, and reads its table. Needs CAP_BPF and
/// CAP_PERFMON, BTF, and libbpf 1.0.
/// </summary>
public sealed unsafe class EbpfSignalSource : ISignalSource
{
    private const string CountingProgram = "signal_generate";
    private const string OomProgram = "mark_victim";
    private const string DeliveryProgram = "signal_deliver";
    private const string ExitProgram = "sched_process_exit";
    private const string SystemCallProgram = "sys_exit";

    // What x86-64 calls the functions of the six system calls that send, and of their 32-bit forms.
    private static readonly string[] SendingFunctions =
    [
        "__x64_sys_kill", "__x64_sys_tkill", "__x64_sys_tgkill", "__x64_sys_rt_sigqueueinfo", "__x64_sys_rt_tgsigqueueinfo",
        "__x64_sys_pidfd_send_signal", "__ia32_sys_kill", "__ia32_sys_tkill", "__ia32_sys_tgkill",
        "__ia32_compat_sys_rt_sigqueueinfo", "__ia32_compat_sys_rt_tgsigqueueinfo", "__ia32_sys_pidfd_send_signal",
    ];

    private readonly Lock _reading = new();
    private readonly BpfObjectHandle _object;
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
        int slots = SlotsFor(options.SeriesLimit);
        int histogramSlots = SlotsFor(options.HistogramLimit);
        (_object, string[] programs) = OpenFirst(slots, histogramSlots);
        try
        {
            _table = new SignalTable(
                Libbpf.bpf_map__fd(FindMap("series")), slots, Libbpf.bpf_map__fd(FindMap(".data.totals")), TimeProvider.System);
            if (options.Delivery || options.Termination)
            {
                _histograms = new HistogramTable(
                    Libbpf.bpf_map__fd(FindMap("histograms")), histogramSlots, _table.Totals, TimeProvider.System);
                _followed = new MappedArray<uint>(Libbpf.bpf_map__fd(FindMap(".data.followed")), FollowedSlots);
            }

            if (options.Events is { } filter)
            {
                _events = new EventRing(Libbpf.bpf_map__fd(FindMap("events")), filter, () => _table.EventsLost);
            }

            // What follows signals is there before they are counted: it finds none that nobody has noted.
            foreach (string program in programs)
            {
                _programs.Add(Attach(program));
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
            _critical ??= new CriticalTable(Libbpf.bpf_map__fd(FindMap("critical")), Libbpf.bpf_map__fd(FindMap(".data.watch")));
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
        KernelProgram counting = _programs.Single(program => program.Name == CountingProgram);
        return new Dictionary<string, long> { ["recursion"] = counting.ReadStatistics().RecursionMisses };
    }

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

    private static BpfObjectHandle Open()
    {
        // It lies in memory with the assembly: nothing is copied.
        using var program = (UnmanagedMemoryStream)typeof(EbpfSignalSource).Assembly.GetManifestResourceStream("signals.bpf.o")!;
        try
        {
            LibbpfLog.Begin();
            fixed (byte* name = "signals"u8)
            {
                var options = new Libbpf.bpf_object_open_opts
                {
                    sz = (nuint)sizeof(Libbpf.bpf_object_open_opts),
                    object_name = name, // else maps have random names
                };
                var opened = new BpfObjectHandle(Libbpf.bpf_object__open_mem(program.PositionPointer, (nuint)program.Length, &options));
                return opened.IsInvalid ? throw Failed("open", Marshal.GetLastPInvokeError()) : opened;
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new SignalSourceException(
                $"{Libbpf.Library} was not found or is too old: install libbpf 1.0 or later "
                + "(Debian, Ubuntu: apt-get install libbpf1; Fedora, RHEL: dnf install libbpf)");
        }
    }

    /// <summary>At most half full, so that a key is found in its home or not far behind it.</summary>
    private static int SlotsFor(int limit) => (int)Math.Max(BitOperations.RoundUpToPowerOf2((uint)limit * 2), 2 * ProbeWindow);

    /// <summary>Which programs there may be, the best choice first; each in the order in which they are attached.</summary>
    private IEnumerable<string[]> Choices()
    {
        string[] always =
        [
            .. _options.Delivery || _options.Termination ? [ExitProgram] : Array.Empty<string>(),
            .. _options.Delivery ? [DeliveryProgram] : Array.Empty<string>(),
            OomProgram,
            CountingProgram,
        ];
        bool failures = _options.SendFailures || _options.Events is { Failures: true };
        if (failures && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            yield return [.. always, .. SendingFunctions];
        }

        yield return failures ? [.. always, SystemCallProgram] : always;
    }

    /// <summary>Opens and loads the first choice of programs that the kernel takes.</summary>
    private (BpfObjectHandle Object, string[] Programs) OpenFirst(int slots, int histogramSlots)
    {
        string[][] choices = [.. Choices()];
        for (int i = 0; ; i++)
        {
            BpfObjectHandle opened = Open();
            try
            {
                Configure(opened, choices[i], slots, histogramSlots);
                Load(opened);
                return (opened, choices[i]);
            }
            catch (SignalSourceException) when (i < choices.Length - 1)
            {
                opened.Dispose(); // not every kernel lets programs be attached to its functions
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sizes the tables, sets the program's constants, and leaves out what is not collected.</summary>
    private void Configure(BpfObjectHandle opened, string[] programs, int slots, int histogramSlots)
    {
        Check("size the table of", Libbpf.bpf_map__set_max_entries(FindMap(opened, "series"), (uint)slots));
        Check("size the histograms of", Libbpf.bpf_map__set_max_entries(FindMap(opened, "histograms"), (uint)HistogramTable.SlotCount(histogramSlots)));
        string[] optional = [ExitProgram, DeliveryProgram, SystemCallProgram, .. SendingFunctions];
        foreach (string program in optional.Except(programs))
        {
            Check($"leave {program} out of", Libbpf.bpf_program__set_autoload(FindProgram(opened, program), false));
        }

        ConfigureEvents(opened);
        var config = (SignalConfig*)InitialValue(opened, ".rodata.config", sizeof(SignalConfig));
        *config = new SignalConfig
        {
            Wanted = SignalSet.Bits(Signal.All.Where(_options.Counts)),
            Seed = RandomSeed(),
            Limit = (ulong)_options.SeriesLimit,
            Shift = (uint)(64 - BitOperations.Log2((uint)slots)),
            Mask = (uint)(slots - 1),
            Collectors = (uint)((_options.Delivery ? CollectDelivery : 0)
                | (_options.Termination ? CollectTermination : 0)
                | (_options.SendFailures ? CollectFailures : 0)),
            HistogramLimit = (uint)_options.HistogramLimit,
            HistogramMask = (uint)(histogramSlots - 1),
            EscalationWindow = (ulong)_options.EscalationWindow.TotalNanoseconds,
        };
        IReadOnlyList<long>[] bounds = [DurationBounds.Delivery, DurationBounds.Termination];
        for (int i = 0; i < HistogramKinds * HistogramBounds; i++)
        {
            config->Bounds[i] = (ulong)bounds[i / HistogramBounds][i % HistogramBounds];
        }
    }

    private void ConfigureEvents(BpfObjectHandle opened)
    {
        if (_options.Events is not { } filter)
        {
            return;
        }

        Check("size the ring buffer of", Libbpf.bpf_map__set_max_entries(FindMap(opened, "events"), (uint)filter.BufferBytes));
        const uint anyOrigin = uint.MaxValue;
        uint origins = filter.Origins?.Aggregate(0u, (bits, origin) => bits | (1u << (int)origin)) ?? anyOrigin;
        if (filter.Origins is not null && (filter.Origins.Contains(Origin.Oom) || filter.Origins.Contains(Origin.Kernel)))
        {
            origins |= 1u << OriginOomCandidate;
        }

        var config = (EventLayout.EventConfig*)InitialValue(opened, ".rodata.events", sizeof(EventLayout.EventConfig));
        *config = new EventLayout.EventConfig
        {
            Signals = SignalSet.Bits(filter.Signals),
            ReceiverPid = (uint)(filter.ReceiverPid ?? 0),
            Origins = origins,
            Failures = filter.Failures ? 1u : 0,
            CommandLines = filter.CommandLines ? 1u : 0,
        };
        if (filter.Sender is { } sender)
        {
            (config->Sender0, config->Sender1) = sender.Name.Words;
            (config->SenderMask0, config->SenderMask1) = sender.Mask;
        }

        if (filter.Receiver is { } receiver)
        {
            (config->Receiver0, config->Receiver1) = receiver.Name.Words;
            (config->ReceiverMask0, config->ReceiverMask1) = receiver.Mask;
        }
    }

    private static nint InitialValue(BpfObjectHandle opened, string map, int length)
    {
        nint value = Libbpf.bpf_map__initial_value(FindMap(opened, map), out nuint size);
        return value != 0 && size >= (nuint)length
            ? value
            : throw new InvalidOperationException($"the kernel program's {map} is not what signals.h says");
    }

    private long CountFollowed()
    {
        long followed = 0;
        foreach (uint records in new ReadOnlySpan<uint>(_followed!.Items, _followed.Length))
        {
            followed += records;
        }

        return followed;
    }

    // Not .NET's generator: that one loads OpenSSL, 5 MB for 8 bytes.
    private static ulong RandomSeed() =>
        Libc.getrandom(out ulong seed, sizeof(ulong), 0) == sizeof(ulong) ? seed : (ulong)Environment.TickCount64;

    private static void Load(BpfObjectHandle opened)
    {
        int error = -Libbpf.bpf_object__load(opened);
        // The verifier says EACCES too, but then it tells what it does not like.
        bool isVerifier = LibbpfLog.Lines.Any(line => line.Contains("PROG LOAD LOG", StringComparison.Ordinal));
        if (error is Libc.EPERM || (error is Libc.EACCES && !isVerifier))
        {
            throw new SignalSourceException(
                Requirements.NoPermission("the kernel refused it although they are there (a seccomp filter, a lockdown, or a user namespace)"));
        }

        Check("load", -error);
    }

    private KernelProgram Attach(string name)
    {
        nint program = FindProgram(_object, name);
        var link = new BpfLinkHandle(Libbpf.bpf_program__attach(program));
        return link.IsInvalid
            ? throw Failed($"attach {name} of", Marshal.GetLastPInvokeError())
            : new KernelProgram(name, Libbpf.bpf_program__fd(program), link);
    }

    private static nint FindProgram(BpfObjectHandle opened, string name)
    {
        nint program = Libbpf.bpf_object__find_program_by_name(opened, name);
        return program != 0 ? program : throw Failed($"find {name} in", Marshal.GetLastPInvokeError());
    }

    private nint FindMap(string name) => FindMap(_object, name);

    private static nint FindMap(BpfObjectHandle opened, string name)
    {
        nint map = Libbpf.bpf_object__find_map_by_name(opened, name);
        return map != 0 ? map : throw Failed($"find the map {name} of", Marshal.GetLastPInvokeError());
    }

    private static void Check(string action, int error)
    {
        if (error != 0)
        {
            throw Failed(action, -error);
        }
    }

    private static SignalSourceException Failed(string action, int errno)
    {
        string details = string.Join("; ", LibbpfLog.Lines.TakeLast(3));
        return new SignalSourceException(
            $"cannot {action} the kernel program: {Errno.Describe(errno)}{(details.Length > 0 ? $"; libbpf says: {details}" : "")}");
    }
}
