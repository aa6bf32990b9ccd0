using System.Numerics;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.SignalLayout;
using static SignalExporter.Kernel.Interop.Libc;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>The kernel program as it was asked for: which of its programs are loaded, with which constants and table sizes.</summary>
/// <param name="Object">It is loaded.</param>
/// <param name="Programs">What is to be attached, in this order: what follows signals is there before they are counted.</param>
/// <param name="Slots">Of the table of counts.</param>
/// <param name="HistogramSlots">Of each kind of histogram.</param>
internal sealed unsafe record SignalObject(KernelObject Object, string[] Programs, int Slots, int HistogramSlots)
{
    /// <summary>The program that counts.</summary>
    internal const string CountingProgram = "signal_generate";

    private const string OomProgram = "mark_victim";
    private const string DeliveryProgram = "signal_deliver";
    /// <summary>The program that sees threads exit.</summary>
    internal const string ExitProgram = "sched_process_exit";
    private const string SystemCallProgram = "sys_exit";

    // What x86-64 calls the functions of the six system calls that send, and of their 32-bit forms.
    private static readonly string[] SendingFunctions =
    [
        "__x64_sys_kill", "__x64_sys_tkill", "__x64_sys_tgkill", "__x64_sys_rt_sigqueueinfo", "__x64_sys_rt_tgsigqueueinfo",
        "__x64_sys_pidfd_send_signal", "__ia32_sys_kill", "__ia32_sys_tkill", "__ia32_sys_tgkill",
        "__ia32_compat_sys_rt_sigqueueinfo", "__ia32_compat_sys_rt_tgsigqueueinfo", "__ia32_sys_pidfd_send_signal",
    ];

    /// <summary>At most half full, so that a key is found in its home or not far behind it.</summary>
    private static int SlotsFor(int limit) => (int)Math.Max(BitOperations.RoundUpToPowerOf2((uint)limit * 2), 2 * ProbeWindow);

    /// <summary>Which programs there may be, the best choice first; each in the order in which they are attached.</summary>
    private static IEnumerable<string[]> Choices(SignalSourceOptions options)
    {
        string[] always =
        [
            .. options.Delivery || options.Termination ? [ExitProgram] : Array.Empty<string>(),
            .. options.Delivery ? [DeliveryProgram] : Array.Empty<string>(),
            OomProgram,
            CountingProgram,
        ];
        bool failures = options.SendFailures || options.Events is { Failures: true };
        if (failures && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            yield return [.. always, .. SendingFunctions];
        }

        yield return failures ? [.. always, SystemCallProgram] : always;
    }

    /// <summary>Opens and loads the first choice of programs that the kernel takes.</summary>
    /// <exception cref="SignalSourceException">It takes none.</exception>
    internal static SignalObject Load(SignalSourceOptions options)
    {
        int slots = SlotsFor(options.SeriesLimit);
        int histogramSlots = SlotsFor(options.HistogramLimit);
        string[][] choices = [.. Choices(options)];
        for (int i = 0; ; i++)
        {
            KernelObject opened = KernelObject.Open();
            try
            {
                Configure(opened, options, choices[i], slots, histogramSlots);
                opened.Load();
                return new SignalObject(opened, choices[i], slots, histogramSlots);
            }
            catch (SignalSourceException) when (i < choices.Length - 1)
            {
                opened.Dispose(); // not every kernel lets programs be attached to its functions
            }
            catch (SignalSourceException refusal)
            {
                opened.Dispose();
                throw Requirements.Refused(refusal, KernelFeatures.Missing());
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sizes the tables, sets the program's constants, and leaves out what is not collected.</summary>
    private static void Configure(KernelObject opened, SignalSourceOptions options, string[] programs, int slots, int histogramSlots)
    {
        opened.Resize("series", slots);
        opened.Resize("histograms", HistogramTable.SlotCount(histogramSlots));
        opened.Resize("oom_candidates", Libbpf.libbpf_num_possible_cpus());
        string[] optional = [ExitProgram, DeliveryProgram, SystemCallProgram, .. SendingFunctions];
        foreach (string program in optional.Except(programs))
        {
            opened.LeaveOut(program);
        }

        if (options.Events is { } events)
        {
            ConfigureEvents(opened, events);
        }

        var config = (SignalConfig*)opened.InitialValue(".rodata.config", sizeof(SignalConfig));
        *config = new SignalConfig
        {
            Wanted = SignalSet.Bits(Signal.All.Where(options.Counts)),
            Seed = RandomSeed(),
            Limit = (ulong)options.SeriesLimit,
            Shift = (uint)(64 - BitOperations.Log2((uint)slots)),
            Mask = (uint)(slots - 1),
            Collectors = (uint)((options.Delivery ? CollectDelivery : 0)
                | (options.Termination ? CollectTermination : 0)
                | (options.SendFailures ? CollectFailures : 0)),
            HistogramLimit = (uint)options.HistogramLimit,
            HistogramMask = (uint)(histogramSlots - 1),
            EscalationWindow = (ulong)options.EscalationWindow.TotalNanoseconds,
        };
        IReadOnlyList<long>[] bounds = [DurationBounds.Delivery, DurationBounds.Termination];
        for (int i = 0; i < HistogramKinds * HistogramBounds; i++)
        {
            config->Bounds[i] = (ulong)bounds[i / HistogramBounds][i % HistogramBounds];
        }
    }

    private static void ConfigureEvents(KernelObject opened, EventFilter filter)
    {
        opened.Resize("events", filter.BufferBytes);
        const uint anyOrigin = uint.MaxValue;
        uint origins = filter.Origins?.Aggregate(0u, (bits, origin) => bits | (1u << (int)origin)) ?? anyOrigin;
        if (filter.Origins is not null && (filter.Origins.Contains(Origin.Oom) || filter.Origins.Contains(Origin.Kernel)))
        {
            origins |= 1u << OriginOomCandidate;
        }

        var config = (EventLayout.EventConfig*)opened.InitialValue(".rodata.events", sizeof(EventLayout.EventConfig));
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

    // Not .NET's generator: that one loads OpenSSL, 5 MB for 8 bytes.
    private static ulong RandomSeed() =>
        getrandom(out ulong seed, sizeof(ulong), 0) == sizeof(ulong) ? seed : (ulong)Environment.TickCount64;
}
