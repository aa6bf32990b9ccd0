namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// Every way to a signal that the kernel has, and what it is to be counted as: signal, code, origin, result, sender and
/// receiver, count. Each line was read off the kernel's own trace of signal_generate first. Complete: what is not here
/// must not be counted under these names.
/// </summary>
internal static class ConformanceTable
{
    // System calls that one process makes to reach another, or itself.
    private static readonly ConformanceCase[] Sent =
    [
        new("kill 20", "SIGUSR1 SI_USER user delivered S > R 20"),
        new("kill 20 15", "SIGTERM SI_USER user delivered S > R 20"),
        new("kill 20 17", "SIGCHLD SI_USER user delivered S > R 20"),
        new("kill 20 13", "SIGPIPE SI_USER user delivered S > R 20"),
        new("kill 20 34", "SIGRTMIN SI_USER user delivered S > R 20"),
        new("kill 20 64", "SIGRTMIN+30 SI_USER user delivered S > R 20"),
        new("killpg 20", "SIGUSR1 SI_USER user delivered S > R 60"),
        new("pidfd 20", "SIGUSR1 SI_USER user delivered S > R 20"),
        new("tkill 20", "SIGUSR1 SI_TKILL user delivered S > R 20"),
        new("tgkill 20", "SIGUSR1 SI_TKILL user delivered S > R 20"),
        new("raise 20", "SIGUSR1 SI_TKILL user delivered S > S 20"),
        new("abort 5", "SIGABRT SI_TKILL user delivered S > S 5"),
        new("pthread-kill 20", "SIGUSR1 SI_TKILL user delivered S > S 20"),
        new("mq-notify 20", "SIGUSR1 SI_MESGQ user delivered S > R 20"),
    ];

    // Whoever writes the siginfo itself is still the sender.
    private static readonly ConformanceCase[] Forged =
    [
        new("queue 20", "SIGUSR1 SI_QUEUE user delivered S > R 20"),
        new("queue 20 35", "SIGRTMIN+1 SI_QUEUE user delivered S > R 20"),
        new("queue 20 10 -99", "SIGUSR1 other user delivered S > R 20"),
        new("queue 20 10 -2147483648", "SIGUSR1 other user delivered S > R 20"),
        new("queue 20 10 -2", "SIGUSR1 SI_TIMER user delivered S > R 20"),
        new("queue 20 14 -2", "SIGALRM SI_TIMER user delivered S > R 20"),
        new("queue 20 10 -3", "SIGUSR1 SI_MESGQ user delivered S > R 20"),
        new("queue 20 10 -4", "SIGUSR1 SI_ASYNCIO user delivered S > R 20"),
        new("queue 20 10 -5", "SIGUSR1 SI_SIGIO user delivered S > R 20"),
        new("queue 20 29 -5", "SIGIO SI_SIGIO user delivered S > R 20"),
        new("queue 20 11 -7", "SIGSEGV SI_DETHREAD user delivered S > R 20"),
        new("queue 20 17 -60", "SIGCHLD SI_ASYNCNL user delivered S > R 20"),
        new("queue-self 20 10 0", "SIGUSR1 SI_USER user delivered S > S 20"),
        new("queue-self 20 10 -6", "SIGUSR1 SI_TKILL user delivered S > S 20"),
        new("queue-self 20 10 -2", "SIGUSR1 SI_TIMER user delivered S > S 20"),
        new("queue-self 20 10 128", "SIGUSR1 SI_KERNEL user delivered S > S 20"),
        new("queue-self 20 14 128", "SIGALRM SI_KERNEL user delivered S > S 20"),
        new("queue-self 20 11 128", "SIGSEGV SI_KERNEL user delivered S > S 20"),
        new("queue-self 20 11 1", "SIGSEGV SEGV_MAPERR user delivered S > S 20"),
        new("queue-self 20 17 1", "SIGCHLD CLD_EXITED user delivered S > S 20"),
        new("queue-self 20 29 1", "SIGIO POLL_IN user delivered S > S 20"),
        new("queue-self 20 31 1", "SIGSYS SYS_SECCOMP user delivered S > S 20"),
        new("queue-self 20 10 99", "SIGUSR1 other user delivered S > S 20"),
        new("queue-thread 20", "SIGUSR1 SI_QUEUE user delivered S > R 20"),
        new("queue-thread 20 10 -2", "SIGUSR1 SI_TIMER user delivered S > R 20"),
        new("queue-pidfd 20", "SIGUSR1 SI_QUEUE user delivered S > R 20"),
        new("queue-compat 20 10 -2", "SIGUSR1 SI_TIMER user delivered S > R 20") { IsCompat = true },
        new("queue-pidfd 20 10 -5", "SIGUSR1 SI_SIGIO user delivered S > R 20"),
    ];

    // Both sides go by the names of their processes, not of their threads.
    private static readonly ConformanceCase[] Threads =
    [
        new("thread-sends 20", "SIGUSR1 SI_USER user delivered S > R 20"),
        new("thread-receives 20", "SIGUSR1 SI_TKILL user delivered S > R 20"),
        new("thread-receives-any 20", "SIGUSR1 SI_USER user delivered S > R 20"),
        new("leader-gone 20", "SIGUSR1 SI_USER user delivered S > R 20"),
    ];

    private static readonly ConformanceCase[] Families =
    [
        new("child-exited 10", "SIGCHLD CLD_EXITED child delivered S > R 10"),
        new(
            "child-killed 10",
            "SIGKILL SI_USER user delivered R > S 10",
            "SIGCHLD CLD_KILLED child delivered S > R 10"),
        new(
            "child-dumped 3",
            "SIGQUIT SI_TKILL user delivered S > S 3",
            "SIGCHLD CLD_DUMPED child delivered S > R 3"),
        new(
            "child-stopped 10",
            "SIGSTOP SI_USER user delivered R > S 10",
            "SIGCONT SI_USER user ignored R > S 10",
            "SIGKILL SI_USER user delivered R > S 1",
            "SIGCHLD CLD_STOPPED child delivered S > R 10",
            "SIGCHLD CLD_CONTINUED child delivered S > R 10"),
        new("child-thread 10", "SIGCHLD CLD_EXITED child delivered S > R 10"),
        new("exit-signal 10 10", "SIGUSR1 CLD_EXITED child delivered S > R 10"),
        new("exit-signal 10 36", "SIGRTMIN+2 CLD_EXITED child delivered S > R 10"),
        new(
            "parent-death 10",
            "SIGUSR1 SI_USER parent_death delivered S > R 10",
            "SIGCHLD CLD_EXITED child ignored R > provoke 10"),
        new(
            "parent-death 10 13",
            "SIGPIPE SI_USER parent_death delivered S > R 10",
            "SIGCHLD CLD_EXITED child ignored R > provoke 10"),
        new(
            "parent-death 10 9",
            "SIGKILL SI_USER parent_death delivered S > R 10",
            "SIGCHLD CLD_KILLED child ignored R > provoke 10"),
    ];

    private static readonly ConformanceCase[] Groups =
    [
        new(
            "orphaned-group 10",
            "SIGSTOP SI_USER user delivered R > R 10",
            "SIGHUP SI_KERNEL terminal delivered kernel > R 10",
            "SIGCONT SI_KERNEL terminal delivered kernel > R 10",
            "SIGCHLD CLD_EXITED child ignored R > provoke 10"),
        new("cgroup-kill 10", "SIGKILL SI_USER cgroup_kill delivered S > R 10"),
        new("oom 3", "SIGKILL SI_KERNEL oom delivered kernel > R 3"),
        new("oom-other 3", "SIGKILL SI_KERNEL oom delivered kernel > R 3"),
        new(
            "oom-shared 3",
            "SIGKILL SI_KERNEL oom delivered kernel > R 3",
            "SIGKILL SI_KERNEL oom delivered kernel > S 3"),

        // One of the kernel's SIGKILLs after the other, for two reasons.
        new(
            "oom-and-limit 10",
            "SIGKILL SI_KERNEL oom delivered kernel > R 10",
            "SIGKILL SI_KERNEL kernel delivered kernel > R 10",
            "SIGXCPU SI_KERNEL timer delivered kernel > R 10"),
        new("namespace-exit 10", "SIGKILL SI_KERNEL namespace_exit delivered S > R 10"),
        new("init-default 10 15", "SIGTERM SI_USER user ignored_by_init S > R 10"),
        new("init-default 10 9", "SIGKILL SI_USER user ignored_by_init S > R 10"),
        new("init-outside 10 15", "SIGTERM SI_USER user ignored_by_init S > R 10"),
        new("init-ignore 10 15", "SIGTERM SI_USER user ignored S > R 10"),
        new("init-handle 10 15", "SIGTERM SI_USER user delivered S > R 10"),
    ];

    private static readonly ConformanceCase[] Faults =
    [
        new("sigpipe 20", "SIGPIPE SI_USER fault delivered kernel > R 20"),
        new("sigpipe 20 1", "SIGPIPE SI_USER fault ignored kernel > R 20"),
        new("sigxfsz 20", "SIGXFSZ SI_USER fault delivered kernel > R 20"),
        new("segv-maperr 20", "SIGSEGV SEGV_MAPERR fault delivered kernel > R 20"),
        new("segv-accerr 20", "SIGSEGV SEGV_ACCERR fault delivered kernel > R 20"),
        new("segv-general 20", "SIGSEGV SI_KERNEL fault delivered kernel > R 20") { IsX86Only = true },
        new("segv-blocked 5", "SIGSEGV SEGV_ACCERR fault delivered kernel > R 5"),
        new("bus 20", "SIGBUS BUS_ADRERR fault delivered kernel > R 20"),
        new("ill 20", "SIGILL ILL_ILLOPN fault delivered kernel > R 20")
        {
            ExpectedOnArm64 = ["SIGILL ILL_ILLOPC fault delivered kernel > R 20"],
        },
        new("fpe 20", "SIGFPE FPE_INTDIV fault delivered kernel > R 20") { IsX86Only = true },
        new("int3 20", "SIGTRAP SI_KERNEL fault delivered kernel > R 20")
        {
            ExpectedOnArm64 = ["SIGTRAP TRAP_BRKPT fault delivered kernel > R 20"],
        },
        new("icebp 20", "SIGTRAP TRAP_BRKPT fault delivered kernel > R 20") { IsX86Only = true },
        new("step 20", "SIGTRAP TRAP_TRACE fault delivered kernel > R 20") { IsX86Only = true },
        new("seccomp-trap 20", "SIGSYS SYS_SECCOMP fault delivered kernel > R 20"),
        new("seccomp-kill 5", "SIGSYS SYS_SECCOMP fault delivered kernel > R 5"),
    ];

    private static readonly ConformanceCase[] Timers =
    [
        new("itimer 10 0", "SIGALRM SI_KERNEL timer delivered kernel > R 10"),
        new("itimer 10 1", "SIGVTALRM SI_KERNEL timer delivered kernel > R 10"),
        new("itimer 10 2", "SIGPROF SI_KERNEL timer delivered kernel > R 10"),
        new("alarm 1", "SIGALRM SI_KERNEL timer delivered kernel > R 1"),
        new("timer 10", "SIGUSR1 SI_TIMER timer delivered kernel > R 10"),
        new("timer 10 40 1 1", "SIGRTMIN+6 SI_TIMER timer delivered kernel > R 10"),
        new("timer 5 10 2", "SIGUSR1 SI_TIMER timer delivered kernel > R 5"),
        new(
            "rlimit-cpu 1",
            "SIGXCPU SI_KERNEL timer delivered kernel > R 1",
            "SIGKILL SI_KERNEL kernel delivered kernel > R 1"),
        new(
            "rlimit-rttime 3",
            "SIGXCPU SI_KERNEL timer delivered kernel > R 3",
            "SIGKILL SI_KERNEL kernel delivered kernel > R 3"),
    ];

    private static readonly ConformanceCase[] Devices =
    [
        new("io-async 20", "SIGIO SI_KERNEL io delivered kernel > R 20"),
        new("io-setsig 20 29", "SIGIO POLL_IN io delivered kernel > R 20"),
        new("io-setsig 20 36", "SIGRTMIN+2 POLL_IN io delivered kernel > R 20"),
        new("io-setsig 20 10", "SIGUSR1 POLL_IN io delivered kernel > R 20"),
        new("io-setsig 20 5", "SIGTRAP SI_SIGIO io delivered kernel > R 20"),
        new(
            "io-overflow 20",
            "SIGRTMIN POLL_IN io overflow_fail kernel > R 20",
            "SIGIO SI_KERNEL io delivered kernel > R 20"),
        new("urgent 20", "SIGURG SI_KERNEL io delivered kernel > R 20"),
        new("terminal-key 10 0", "SIGINT SI_KERNEL terminal delivered kernel > R 10"),
        new("terminal-key 10 1", "SIGQUIT SI_KERNEL terminal delivered kernel > R 10"),
        new("terminal-key 10 2", "SIGTSTP SI_KERNEL terminal delivered kernel > R 10"),
        new("terminal-size 10", "SIGWINCH SI_KERNEL terminal delivered kernel > R 10"),
        new("terminal-read 10", "SIGTTIN SI_KERNEL terminal delivered kernel > R 10"),
        new("terminal-write 10", "SIGTTOU SI_KERNEL terminal delivered kernel > R 10"),

        // The second pair is for the session's leader too, which is ending by then.
        new(
            "terminal-hangup 10",
            "SIGHUP SI_KERNEL terminal delivered kernel > R 10",
            "SIGCONT SI_KERNEL terminal delivered kernel > R 10",
            "SIGHUP SI_KERNEL terminal ignored kernel > R 10",
            "SIGCONT SI_KERNEL terminal ignored kernel > R 10"),
        new(
            "ptrace-attach 10",
            "SIGSTOP SI_KERNEL kernel delivered kernel > R 10",
            "SIGCHLD CLD_TRAPPED child delivered R > S 10"),
        new("ptrace-exitkill 10", "SIGKILL SI_KERNEL kernel delivered kernel > R 10"),
        new(
            "ptrace-kill 10",
            "SIGKILL SI_USER kernel delivered kernel > R 10",
            "SIGCHLD CLD_KILLED child ignored R > S 10"),
    ];

    private static readonly ConformanceCase[] Results =
    [
        new("ignored 20", "SIGUSR1 SI_USER user ignored S > R 20"),
        new("zombie 20", "SIGUSR1 SI_USER user ignored S > R 20"),
        new("ignored 20 35", "SIGRTMIN+1 SI_USER user ignored S > R 20"),
        new(
            "pending 21",
            "SIGUSR1 SI_USER user delivered S > R 1",
            "SIGUSR1 SI_USER user already_pending S > R 20"),
        new("overflow-queue 20", "SIGRTMIN SI_QUEUE user overflow_fail S > R 20"),
        new("overflow-tgkill 20", "SIGRTMIN SI_TKILL user overflow_fail S > R 20"),
        new("overflow-kill 20", "SIGRTMIN SI_USER user lose_info S > R 20"),
        new(
            "continue 10",
            "SIGSTOP SI_USER user delivered S > R 10",
            "SIGCONT SI_USER user ignored S > R 10"),
    ];

    // No signal at all.
    private static readonly ConformanceCase[] Nothing =
    [
        new("null-signal 20"),
        new("no-permission 20"),
        new("no-process 20"),
        new("exit-group 20"),
    ];

    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. Sent, .. Forged, .. Threads, .. Families, .. Groups,
        .. Faults, .. Timers, .. Devices, .. Results, .. Nothing,
    ];
}
