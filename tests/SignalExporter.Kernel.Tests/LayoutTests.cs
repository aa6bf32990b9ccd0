using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Ebpf;
using SignalExporter.Kernel.Interop;
using Tmds.Linux;
using Xunit;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Tests;

/// <summary>The C headers are the truth: a C program prints what they say, and the C# side must say the same.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("layout-tests");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_shared_structures_lie_in_memory_as_in_signals_h()
    {
        Dictionary<string, long> c = Evaluate(
            "#include \"signals.h\"",
            "sizeof(struct series_key)", "sizeof(struct series_slot)", "sizeof(struct signal_config)", "sizeof(struct signal_totals)",
            "sizeof(struct histogram_slot)", "sizeof(struct histogram_bucket)", "offsetof(struct histogram_slot, key)",
            "offsetof(struct histogram_slot, born)", "offsetof(struct histogram_slot, buckets)",
            "offsetof(struct histogram_bucket, n)", "offsetof(struct histogram_bucket, sum)",
            "offsetof(struct signal_config, collectors)", "offsetof(struct signal_config, histogram_limit)",
            "offsetof(struct signal_config, histogram_mask)", "offsetof(struct signal_config, escalation_window)",
            "offsetof(struct signal_config, bounds)", "offsetof(struct signal_totals, histograms_live)",
            "offsetof(struct signal_totals, unfollowed)",
            "offsetof(struct series_key, sender)", "offsetof(struct series_key, receiver)", "offsetof(struct series_key, meta)",
            "offsetof(struct series_slot, key)", "offsetof(struct series_slot, n)", "offsetof(struct series_slot, born)",
            "offsetof(struct series_slot, oom)", "offsetof(struct series_slot, owner)", "offsetof(struct signal_totals, owned)",
            "offsetof(struct signal_config, wanted)", "offsetof(struct signal_config, seed)", "offsetof(struct signal_config, limit)",
            "offsetof(struct signal_config, shift)", "offsetof(struct signal_config, mask)",
            "offsetof(struct signal_totals, live)", "offsetof(struct signal_totals, other)", "offsetof(struct signal_totals, other_born)");

        Assert.Equal(c["sizeof(struct series_key)"], Unsafe.SizeOf<SignalLayout.SeriesKey>());
        Assert.Equal(64, Unsafe.SizeOf<SignalLayout.SeriesSlot>());
        Assert.Equal(c["sizeof(struct series_slot)"], Unsafe.SizeOf<SignalLayout.SeriesSlot>());
        Assert.Equal(c["sizeof(struct signal_config)"], Unsafe.SizeOf<SignalLayout.SignalConfig>());
        Assert.Equal(c["sizeof(struct signal_totals)"], Unsafe.SizeOf<SignalLayout.SignalTotals>());
        Assert.Equal(c["offsetof(struct series_key, sender)"], Offset<SignalLayout.SeriesKey>("Sender0"));
        Assert.Equal(c["offsetof(struct series_key, receiver)"], Offset<SignalLayout.SeriesKey>("Receiver0"));
        Assert.Equal(c["offsetof(struct series_key, meta)"], Offset<SignalLayout.SeriesKey>("Meta"));
        Assert.Equal(c["offsetof(struct series_slot, key)"], Offset<SignalLayout.SeriesSlot>("Key"));
        Assert.Equal(c["offsetof(struct series_slot, n)"], Offset<SignalLayout.SeriesSlot>("N"));
        Assert.Equal(c["offsetof(struct series_slot, born)"], Offset<SignalLayout.SeriesSlot>("Born"));
        Assert.Equal(c["offsetof(struct series_slot, oom)"], Offset<SignalLayout.SeriesSlot>("Oom"));
        Assert.Equal(c["offsetof(struct series_slot, owner)"], Offset<SignalLayout.SeriesSlot>("Owner"));
        Assert.Equal(c["offsetof(struct signal_totals, owned)"], Offset<SignalLayout.SignalTotals>("Owned"));
        Assert.Equal(c["offsetof(struct signal_config, wanted)"], Offset<SignalLayout.SignalConfig>("Wanted"));
        Assert.Equal(c["offsetof(struct signal_config, seed)"], Offset<SignalLayout.SignalConfig>("Seed"));
        Assert.Equal(c["offsetof(struct signal_config, limit)"], Offset<SignalLayout.SignalConfig>("Limit"));
        Assert.Equal(c["offsetof(struct signal_config, shift)"], Offset<SignalLayout.SignalConfig>("Shift"));
        Assert.Equal(c["offsetof(struct signal_config, mask)"], Offset<SignalLayout.SignalConfig>("Mask"));
        Assert.Equal(c["sizeof(struct histogram_slot)"], Unsafe.SizeOf<SignalLayout.HistogramSlot>());
        Assert.Equal(c["sizeof(struct histogram_bucket)"], Unsafe.SizeOf<SignalLayout.HistogramBucket>());
        Assert.Equal(c["offsetof(struct histogram_slot, key)"], Offset<SignalLayout.HistogramSlot>("Key"));
        Assert.Equal(c["offsetof(struct histogram_slot, born)"], Offset<SignalLayout.HistogramSlot>("Born"));
        Assert.Equal(c["offsetof(struct histogram_slot, buckets)"], Offset<SignalLayout.HistogramSlot>("Buckets"));
        Assert.Equal(c["offsetof(struct histogram_bucket, n)"], Offset<SignalLayout.HistogramBucket>("N"));
        Assert.Equal(c["offsetof(struct histogram_bucket, sum)"], Offset<SignalLayout.HistogramBucket>("Sum"));
        Assert.Equal(c["offsetof(struct signal_config, collectors)"], Offset<SignalLayout.SignalConfig>("Collectors"));
        Assert.Equal(c["offsetof(struct signal_config, histogram_limit)"], Offset<SignalLayout.SignalConfig>("HistogramLimit"));
        Assert.Equal(c["offsetof(struct signal_config, histogram_mask)"], Offset<SignalLayout.SignalConfig>("HistogramMask"));
        Assert.Equal(c["offsetof(struct signal_config, escalation_window)"], Offset<SignalLayout.SignalConfig>("EscalationWindow"));
        Assert.Equal(c["offsetof(struct signal_config, bounds)"], Offset<SignalLayout.SignalConfig>("Bounds"));
        Assert.Equal(c["offsetof(struct signal_totals, histograms_live)"], Offset<SignalLayout.SignalTotals>("HistogramsLive"));
        Assert.Equal(c["offsetof(struct signal_totals, unfollowed)"], Offset<SignalLayout.SignalTotals>("Unfollowed"));
        Assert.Equal(c["offsetof(struct signal_totals, live)"], Offset<SignalLayout.SignalTotals>("Live"));
        Assert.Equal(c["offsetof(struct signal_totals, other)"], Offset<SignalLayout.SignalTotals>("Other"));
        Assert.Equal(c["offsetof(struct signal_totals, other_born)"], Offset<SignalLayout.SignalTotals>("OtherBorn"));
    }

    [Fact]
    public void Events_lie_in_memory_as_in_signals_h()
    {
        (string C, long Here)[] pairs =
        [
            ("sizeof(struct signal_event)", Unsafe.SizeOf<EventLayout.Event>()),
            ("offsetof(struct signal_event, flags)", Offset<EventLayout.Event>("Flags")),
            ("offsetof(struct signal_event, time)", Offset<EventLayout.Event>("Time")),
            ("offsetof(struct signal_event, meta)", Offset<EventLayout.Event>("Meta")),
            ("offsetof(struct signal_event, value)", Offset<EventLayout.Event>("Value")),
            ("offsetof(struct signal_event, claimed_pid)", Offset<EventLayout.Event>("ClaimedPid")),
            ("offsetof(struct signal_event, command_line_length)", Offset<EventLayout.Event>("CommandLineLength")),
            ("offsetof(struct signal_event, sender)", Offset<EventLayout.Event>("Sender")),
            ("offsetof(struct signal_event, receiver)", Offset<EventLayout.Event>("Receiver")),
            ("offsetof(struct signal_event, ancestors)", Offset<EventLayout.Event>("Ancestors")),
            ("offsetof(struct signal_event, command_line)", Offset<EventLayout.Event>("CommandLine")),
            ("sizeof(struct event_process)", Unsafe.SizeOf<EventLayout.Process>()),
            ("offsetof(struct event_process, tid)", Offset<EventLayout.Process>("Tid")),
            ("offsetof(struct event_process, namespace_pid)", Offset<EventLayout.Process>("NamespacePid")),
            ("offsetof(struct event_process, uid)", Offset<EventLayout.Process>("Uid")),
            ("offsetof(struct event_process, comm)", Offset<EventLayout.Process>("Comm0")),
            ("offsetof(struct event_process, thread_comm)", Offset<EventLayout.Process>("ThreadComm0")),
            ("offsetof(struct event_process, cgroup)", Offset<EventLayout.Process>("Cgroup")),
            ("sizeof(struct event_ancestor)", Unsafe.SizeOf<EventLayout.AncestorLayout>()),
            ("offsetof(struct event_ancestor, pid)", Offset<EventLayout.AncestorLayout>("Pid")),
            ("sizeof(struct oom_event)", Unsafe.SizeOf<EventLayout.OomEvent>()),
            ("offsetof(struct oom_event, receiver_tid)", Offset<EventLayout.OomEvent>("ReceiverTid")),
            ("sizeof(struct cgroup_event)", Unsafe.SizeOf<EventLayout.CgroupEvent>()),
            ("offsetof(struct cgroup_event, id)", Offset<EventLayout.CgroupEvent>("Id")),
            ("offsetof(struct cgroup_event, names)", Offset<EventLayout.CgroupEvent>("Names")),
            ("sizeof(struct event_config)", Unsafe.SizeOf<EventLayout.EventConfig>()),
            ("offsetof(struct event_config, sender)", Offset<EventLayout.EventConfig>("Sender0")),
            ("offsetof(struct event_config, sender_mask)", Offset<EventLayout.EventConfig>("SenderMask0")),
            ("offsetof(struct event_config, receiver)", Offset<EventLayout.EventConfig>("Receiver0")),
            ("offsetof(struct event_config, receiver_mask)", Offset<EventLayout.EventConfig>("ReceiverMask0")),
            ("offsetof(struct event_config, receiver_pid)", Offset<EventLayout.EventConfig>("ReceiverPid")),
            ("offsetof(struct event_config, origins)", Offset<EventLayout.EventConfig>("Origins")),
            ("offsetof(struct event_config, failures)", Offset<EventLayout.EventConfig>("Failures")),
            ("offsetof(struct event_config, command_lines)", Offset<EventLayout.EventConfig>("CommandLines")),
            ("offsetof(struct signal_totals, events_lost)", Offset<SignalLayout.SignalTotals>("EventsLost")),
            ("EVENT_SIGNAL", EventLayout.EventSignal),
            ("EVENT_FAILURE", EventLayout.EventFailure),
            ("EVENT_OOM", EventLayout.EventOom),
            ("EVENT_CGROUP", EventLayout.EventCgroup),
            ("EVENT_HAS_SENDER", EventLayout.HasSender),
            ("EVENT_HAS_VALUE", EventLayout.HasValue),
            ("EVENT_IS_FORGED", EventLayout.IsForged),
            ("EVENT_ANCESTORS", EventLayout.Ancestors),
            ("EVENT_COMMAND_LINE", EventLayout.CommandLine),
            ("CGROUP_LEVELS", EventLayout.CgroupLevels),
            ("CGROUP_NAME", EventLayout.CgroupName),
            ("KNOWN_CGROUPS", EventLayout.KnownCgroups),
            ("(long)CGROUP_PLACE(0x123456789abcULL)", EventLayout.CgroupPlace(0x123456789abc)),
        ];

        Dictionary<string, long> c = Evaluate("#include \"signals.h\"", [.. pairs.Select(pair => pair.C)]);

        Assert.All(pairs, pair => Assert.Equal((pair.C, c[pair.C]), (pair.C, pair.Here)));
    }

    [Fact]
    public void The_watchlist_lies_in_memory_as_in_signals_h()
    {
        Dictionary<string, long> c = Evaluate(
            "#include \"signals.h\"",
            "sizeof(struct watch_pattern)", "offsetof(struct watch_pattern, name)", "offsetof(struct watch_pattern, mask)",
            "offsetof(struct watch_pattern, signals)",
            "sizeof(struct watchlist)", "offsetof(struct watchlist, signals)", "offsetof(struct watchlist, count)",
            "offsetof(struct watchlist, patterns)", "offsetof(struct watchlist, overflow)",
            "sizeof(struct watch_state)", "offsetof(struct watch_state, active)", "offsetof(struct watch_state, lists[0])",
            "offsetof(struct watch_state, lists[1])");

        Assert.Equal(c["sizeof(struct watch_pattern)"], Unsafe.SizeOf<SignalLayout.WatchPatternLayout>());
        Assert.Equal(c["offsetof(struct watch_pattern, name)"], Offset<SignalLayout.WatchPatternLayout>("Name0"));
        Assert.Equal(c["offsetof(struct watch_pattern, mask)"], Offset<SignalLayout.WatchPatternLayout>("Mask0"));
        Assert.Equal(c["offsetof(struct watch_pattern, signals)"], Offset<SignalLayout.WatchPatternLayout>("Signals"));
        Assert.Equal(c["sizeof(struct watchlist)"], Unsafe.SizeOf<SignalLayout.WatchlistLayout>());
        Assert.Equal(c["offsetof(struct watchlist, signals)"], Offset<SignalLayout.WatchlistLayout>("Signals"));
        Assert.Equal(c["offsetof(struct watchlist, count)"], Offset<SignalLayout.WatchlistLayout>("Count"));
        Assert.Equal(c["offsetof(struct watchlist, patterns)"], Offset<SignalLayout.WatchlistLayout>("Patterns"));
        Assert.Equal(c["offsetof(struct watchlist, overflow)"], Offset<SignalLayout.WatchlistLayout>("Overflow"));
        Assert.Equal(c["sizeof(struct watch_state)"], Unsafe.SizeOf<SignalLayout.WatchState>());
        Assert.Equal(c["offsetof(struct watch_state, active)"], Offset<SignalLayout.WatchState>("Active"));
        Assert.Equal(c["offsetof(struct watch_state, lists[0])"], Offset<SignalLayout.WatchState>("List0"));
        Assert.Equal(c["offsetof(struct watch_state, lists[1])"], Offset<SignalLayout.WatchState>("List1"));
    }

    [Fact]
    public void The_shared_constants_are_those_of_signals_h()
    {
        var pairs = new Dictionary<string, long>
        {
            ["SIGNAL_COUNT"] = SignalLayout.SignalCount,
            ["PROBE_WINDOW"] = SignalLayout.ProbeWindow,
            ["CRITICAL_SLOTS"] = SignalLayout.CriticalSlots,
            ["MAX_WATCH_PATTERNS"] = SignalLayout.MaxWatchPatterns,
            ["META_UID_SHIFT"] = SignalLayout.MetaUidShift,
            ["NO_UID"] = SignalLayout.NoUid,
            ["FOLLOWED_SLOTS"] = SignalLayout.FollowedSlots,
            ["HISTOGRAM_BOUNDS"] = SignalLayout.HistogramBounds,
            ["HISTOGRAM_KINDS"] = SignalLayout.HistogramKinds,
            ["HISTOGRAM_DELIVERY"] = (long)SignalLayout.HistogramKind.Delivery,
            ["HISTOGRAM_TERMINATION"] = (long)SignalLayout.HistogramKind.Termination,
            ["KIND_COUNT"] = SignalLayout.SeriesKinds,
            ["KIND_GENERATED"] = (long)SignalLayout.SeriesKind.Generated,
            ["KIND_TERMINATED"] = (long)SignalLayout.SeriesKind.Terminated,
            ["KIND_ESCALATION"] = (long)SignalLayout.SeriesKind.Escalation,
            ["KIND_SEND_FAILURE"] = (long)SignalLayout.SeriesKind.SendFailure,
            ["COLLECT_DELIVERY"] = SignalLayout.CollectDelivery,
            ["COLLECT_TERMINATION"] = SignalLayout.CollectTermination,
            ["COLLECT_FAILURES"] = SignalLayout.CollectFailures,
            ["META_KIND_SHIFT"] = SignalLayout.MetaKindShift,
            ["OWNER_BUCKETS"] = SignalLayout.OwnerBuckets,
            ["OWNER_ROOT"] = SignalLayout.OwnerBuckets,
            ["ORIGIN_OOM_CANDIDATE"] = SignalLayout.OriginOomCandidate,
            ["META_SIGNAL_SHIFT"] = SignalLayout.MetaSignalShift,
            ["META_ORIGIN_SHIFT"] = SignalLayout.MetaOriginShift,
            ["META_RESULT_SHIFT"] = SignalLayout.MetaResultShift,
            ["META_CODE_SHIFT"] = SignalLayout.MetaCodeShift,
            ["(long)META_FREE"] = (long)SignalLayout.MetaFree,
            ["(long)META_CLAIMED"] = unchecked((long)SignalLayout.MetaClaimed),
        };
        foreach (Origin origin in Enum.GetValues<Origin>())
        {
            pairs["ORIGIN_" + origin.Name().ToUpperInvariant()] = (long)origin;
        }

        foreach (TerminationOutcome outcome in Enum.GetValues<TerminationOutcome>())
        {
            pairs["OUTCOME_" + outcome.Name().ToUpperInvariant()] = (long)outcome;
        }

        foreach (SendingCall call in Enum.GetValues<SendingCall>())
        {
            pairs["CALL_" + call.Name().ToUpperInvariant()] = (long)call;
        }

        foreach (SignalResult result in Enum.GetValues<SignalResult>())
        {
            pairs["RESULT_" + result.Name().ToUpperInvariant()] = (long)result;
        }

        Assert.Equal(pairs, Evaluate("#include \"signals.h\"", [.. pairs.Keys]));
    }

    [Fact]
    public void Signals_have_the_numbers_of_signal_h()
    {
        Signal[] named = [.. Signal.All.Where(signal => signal.Number is not (32 or 33))];

        Dictionary<string, long> c = Evaluate("#include <signal.h>", [.. named.Select(signal => signal.Name)]);

        Assert.All(named, signal => Assert.Equal(c[signal.Name], signal.Number));
        Assert.Equal(64, Evaluate("#include <signal.h>", "SIGRTMAX")["SIGRTMAX"]);
    }

    [Fact]
    public void Codes_have_the_names_of_siginfo_h()
    {
        (string Signal, Origin Origin, string[] Names)[] all =
        [
            ("SIGUSR1", Origin.User, ["SI_USER", "SI_KERNEL", "SI_QUEUE", "SI_TIMER", "SI_MESGQ", "SI_ASYNCIO", "SI_SIGIO", "SI_TKILL", "SI_DETHREAD", "SI_ASYNCNL"]),
            ("SIGILL", Origin.Fault, ["ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK", "ILL_BADIADDR"]),
            ("SIGFPE", Origin.Fault, ["FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB", "FPE_FLTUNK", "FPE_CONDTRAP"]),
            ("SIGSEGV", Origin.Fault, ["SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR", "SEGV_ACCADI", "SEGV_ADIDERR", "SEGV_ADIPERR", "SEGV_MTEAERR", "SEGV_MTESERR"]),
            ("SIGBUS", Origin.Fault, ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"]),
            ("SIGTRAP", Origin.Fault, ["TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT", "TRAP_UNK", "TRAP_PERF"]),
            ("SIGSYS", Origin.Fault, ["SYS_SECCOMP", "SYS_USER_DISPATCH"]),
            ("SIGCHLD", Origin.Child, ["CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"]),
            ("SIGUSR2", Origin.Child, ["CLD_EXITED", "CLD_KILLED"]),
            ("SIGIO", Origin.Io, ["POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"]),
            ("SIGRTMIN", Origin.Io, ["POLL_IN", "POLL_HUP"]),
        ];
        Dictionary<string, long> c = Evaluate(
            "#include <linux/signal.h>\n#define SI_ASYNCNL -60", [.. all.SelectMany(group => group.Names).Distinct()]);

        foreach ((string signalName, Origin origin, string[] names) in all)
        {
            Assert.True(Signal.TryParse(signalName, out Signal signal));
            Assert.All(names, name => Assert.Equal(name, new SignalCode(signal, (int)c[name], origin).Name));
        }
    }

    [Fact]
    public void Constants_of_the_C_library_are_those_of_its_headers()
    {
        var pairs = new Dictionary<string, long>
        {
            ["CLOCK_BOOTTIME"] = Libc.CLOCK_BOOTTIME,
            ["MEMBARRIER_CMD_GLOBAL"] = Libc.MEMBARRIER_CMD_GLOBAL,
            ["SYS_membarrier"] = Libc.SYS_membarrier,
            ["offsetof(struct bpf_prog_info, run_time_ns)"] = Offset<Libbpf.bpf_prog_info>("run_time_ns"),
            ["offsetof(struct bpf_prog_info, run_cnt)"] = Offset<Libbpf.bpf_prog_info>("run_cnt"),
            ["offsetof(struct bpf_prog_info, recursion_misses)"] = Offset<Libbpf.bpf_prog_info>("recursion_misses"),
            ["offsetof(struct bpf_object_open_opts, sz)"] = Offset<Libbpf.bpf_object_open_opts>("sz"),
            ["offsetof(struct bpf_object_open_opts, object_name)"] = Offset<Libbpf.bpf_object_open_opts>("object_name"),
        };

        Dictionary<string, long> c = Evaluate(
            """
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            #include <linux/bpf.h>
            #include <linux/membarrier.h>
            #include <bpf/libbpf.h>
            """,
            [.. pairs.Keys]);

        Assert.Equal(pairs, c);
        Assert.True(
            Unsafe.SizeOf<Libbpf.bpf_prog_info>() >= Offset<Libbpf.bpf_prog_info>("recursion_misses") + sizeof(ulong));
    }

    /// <summary>Tmds.LibC has an assembly for each architecture, and is older than the C library that it is used with.</summary>
    [Fact]
    public unsafe void What_is_used_of_LibC_is_as_in_the_headers()
    {
        var pairs = new Dictionary<string, long>
        {
            ["EPERM"] = EPERM,
            ["EINTR"] = EINTR,
            ["EIO"] = EIO,
            ["EBADF"] = EBADF,
            ["EAGAIN"] = EAGAIN,
            ["EACCES"] = EACCES,
            ["EINVAL"] = EINVAL,
            ["EPIPE"] = EPIPE,
            ["PROT_READ"] = PROT_READ,
            ["PROT_WRITE"] = PROT_WRITE,
            ["MAP_SHARED"] = MAP_SHARED,
            ["MAP_FAILED"] = (nint)MAP_FAILED,
            ["F_GETFD"] = F_GETFD,
            ["FD_CLOEXEC"] = FD_CLOEXEC,
            ["O_RDWR"] = O_RDWR,
            ["STDOUT_FILENO"] = STDOUT_FILENO,
            ["STDERR_FILENO"] = STDERR_FILENO,
            ["SIGPIPE"] = SIGPIPE,
            ["SIGXFSZ"] = SIGXFSZ,
            ["SIG_IGN"] = (nint)SIG_IGN,
            ["POLLOUT"] = POLLOUT,
            ["POLLERR"] = POLLERR,
            ["TIOCGWINSZ"] = TIOCGWINSZ,
            ["sizeof(struct timespec)"] = sizeof(timespec),
            ["offsetof(struct timespec, tv_nsec)"] = Offset<timespec>("tv_nsec"),
            ["sizeof(struct pollfd)"] = sizeof(pollfd),
            ["offsetof(struct pollfd, events)"] = Offset<pollfd>("<events>k__BackingField"),
            ["offsetof(struct pollfd, revents)"] = Offset<pollfd>("<revents>k__BackingField"),
            ["sizeof(struct winsize)"] = sizeof(winsize),
            ["offsetof(struct winsize, ws_col)"] = Offset<winsize>("ws_col"),
            ["sizeof(struct sigaction)"] = sizeof(sigaction),
            ["offsetof(struct sigaction, sa_handler)"] = Offset<sigaction>("__handler"),
            ["offsetof(struct sigaction, sa_flags)"] = Offset<sigaction>("<sa_flags>k__BackingField"),
            ["sizeof(union sigval)"] = sizeof(sigval),
        };

        Dictionary<string, long> c = Evaluate(
            """
            #include <errno.h>
            #include <fcntl.h>
            #include <poll.h>
            #include <signal.h>
            #include <sys/ioctl.h>
            #include <sys/mman.h>
            #include <time.h>
            #include <unistd.h>
            """,
            [.. pairs.Keys]);

        Assert.Equal(pairs, c);
    }

    private static long Offset<T>(string field) => Marshal.OffsetOf<T>(field);

    /// <summary>Has a C program print the values of expressions.</summary>
    private Dictionary<string, long> Evaluate(string includes, params string[] expressions)
    {
        string prints = string.Concat(expressions.Select(expression => $"printf(\"%ld\\n\", (long)({expression}));\n"));
        File.WriteAllText(
            Path.Combine(_folder.FullName, "values.c"),
            $"#define _GNU_SOURCE\n{includes}\n#include <stddef.h>\n#include <stdio.h>\nint main(void)\n{{\n{prints}return 0;\n}}\n");
        string headers = typeof(LayoutTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "KernelHeaders").Value!;
        Run("cc", "-Wall", "-I", headers, "-o", "values", "values.c");
        string[] values = Run(Path.Combine(_folder.FullName, "values")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return expressions.Zip(values).ToDictionary(pair => pair.First, pair => long.Parse(pair.Second, CultureInfo.InvariantCulture));
    }

    private string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error.Result}");
        return output;
    }
}
