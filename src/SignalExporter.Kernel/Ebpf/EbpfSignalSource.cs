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

    private readonly Lock _reading = new();
    private readonly BpfObjectHandle _object;
    private readonly List<KernelProgram> _programs = [];
    private readonly SignalTable _table;
    private CriticalTable? _critical;
    private readonly Timer? _housekeeping;
    private bool _disposed;

    /// <summary>Loads and attaches: from here on signals are counted.</summary>
    /// <exception cref="SignalSourceException">It cannot work here; the message says why and what to do.</exception>
    public EbpfSignalSource(SignalSourceOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeriesLimit, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SeriesLimit, SignalSourceOptions.MaxSeriesLimit, nameof(options));
        SeriesLimit = options.SeriesLimit;
        Requirements.Check();
        _object = Open();
        try
        {
            int slots = Configure(options);
            Load();
            _table = new SignalTable(
                Libbpf.bpf_map__fd(FindMap("series")), slots, Libbpf.bpf_map__fd(FindMap(".data.totals")), TimeProvider.System);
            _programs.Add(Attach(OomProgram));
            _programs.Add(Attach(CountingProgram));
            _housekeeping = new Timer(_ => MakeRoom(options), null, HousekeepingInterval(options), HousekeepingInterval(options));
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
    public SignalReading Read()
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this); // the table is no longer there
            return _table.Read();
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

        lock (_reading)
        {
            _disposed = true;
            _table?.Dispose();
            _critical?.Dispose();
        }

        _object.Dispose();
    }

    /// <summary>Ends idle series: all that were idle for long, and sooner where the table fills.</summary>
    internal void MakeRoom(SignalSourceOptions options)
    {
        lock (_reading)
        {
            if (_disposed)
            {
                return;
            }

            _table.Retire(options.SeriesIdle, keep: 0);
            if (_table.Live * 4 >= SeriesLimit * 3)
            {
                _table.Retire(options.SeriesIdleUnderPressure, keep: SeriesLimit / 2);
            }
        }
    }

    /// <summary>Often enough that a series does not outlive its time by much: 1 to 10 seconds.</summary>
    private static TimeSpan HousekeepingInterval(SignalSourceOptions options) =>
        TimeSpan.FromSeconds(Math.Clamp(options.SeriesIdle.TotalSeconds / 4, 1, 10));

    private static BpfObjectHandle Open()
    {
        using Stream resource = typeof(EbpfSignalSource).Assembly.GetManifestResourceStream("signals.bpf.o")!;
        byte[] program = new byte[resource.Length];
        resource.ReadExactly(program);
        try
        {
            LibbpfLog.Begin();
            fixed (byte* bytes = program, name = "signals"u8)
            {
                var options = new Libbpf.bpf_object_open_opts
                {
                    sz = (nuint)sizeof(Libbpf.bpf_object_open_opts),
                    object_name = name, // else maps have random names
                };
                var opened = new BpfObjectHandle(Libbpf.bpf_object__open_mem(bytes, (nuint)program.Length, &options));
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

    /// <summary>Sizes the table and sets the program's constants.</summary>
    /// <returns>The number of slots.</returns>
    private int Configure(SignalSourceOptions options)
    {
        // At most half full, so that a key is found in its home or not far behind it; never smaller than a page.
        uint slots = Math.Max(BitOperations.RoundUpToPowerOf2((uint)options.SeriesLimit * 2), 2 * ProbeWindow);
        Check("size the table of", Libbpf.bpf_map__set_max_entries(FindMap("series"), slots));

        var config = (SignalConfig*)Libbpf.bpf_map__initial_value(FindMap(".rodata.config"), out nuint size);
        if (config is null || size < (nuint)sizeof(SignalConfig))
        {
            throw new InvalidOperationException("the kernel program's .rodata.config is not struct signal_config");
        }

        *config = new SignalConfig
        {
            Wanted = SignalSet.Bits(Signal.All.Where(options.Counts)),
            Seed = RandomSeed(),
            Limit = (ulong)options.SeriesLimit,
            Shift = (uint)(64 - BitOperations.Log2(slots)),
            Mask = slots - 1,
        };
        return (int)slots;
    }

    // Not .NET's generator: that one loads OpenSSL, 5 MB for 8 bytes.
    private static ulong RandomSeed() =>
        Libc.getrandom(out ulong seed, sizeof(ulong), 0) == sizeof(ulong) ? seed : (ulong)Environment.TickCount64;

    private void Load()
    {
        int error = -Libbpf.bpf_object__load(_object);
        if (error is Libc.EPERM or Libc.EACCES)
        {
            throw new SignalSourceException(
                Requirements.NoPermission("the kernel refused it although they are there (a seccomp filter, a lockdown, or a user namespace)"));
        }

        Check("load", -error);
    }

    private KernelProgram Attach(string name)
    {
        nint program = Libbpf.bpf_object__find_program_by_name(_object, name);
        var link = new BpfLinkHandle(program == 0 ? 0 : Libbpf.bpf_program__attach(program));
        return link.IsInvalid
            ? throw Failed($"attach {name} of", Marshal.GetLastPInvokeError())
            : new KernelProgram(name, Libbpf.bpf_program__fd(program), link);
    }

    private nint FindMap(string name)
    {
        nint map = Libbpf.bpf_object__find_map_by_name(_object, name);
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
