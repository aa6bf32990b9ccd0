namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// What becomes of signals, and what the exporter is to say of it: all series with the case's own names, <c>S</c> and
/// <c>R</c>, in the form of <see cref="FateGrowth"/>. Complete: what is not here must not be there.
/// </summary>
internal static class FateTable
{
    // How long a handler had to be waited for. The program's own clock tells the bounds of each observation.
    private static readonly ConformanceCase[] Delivered =
    [
        new("deliver-at-once 1000 10", "delivered SIGUSR1 S > R 1000"),
        new("deliver-at-once 1000 34", "delivered SIGRTMIN S > R 1000"),
        new("deliver-later 1000 10 5", "delivered SIGUSR1 S > R 1000"),
        new("deliver-later 200 64 20", "delivered SIGRTMIN+30 S > R 200"),
        new("deliver-queued 1000 35 1", "delivered SIGRTMIN+1 S > R 1000"),
        new(
            "deliver-queued 999 36 3",
            "delivered SIGRTMIN+2 S > R 333",
            "delivered SIGRTMIN+3 S > R 333",
            "delivered SIGRTMIN+4 S > R 333"),
        new("deliver-coalesced 200 10", "delivered SIGUSR1 S > R 200"),
        new("deliver-unqueued 200 36", "delivered SIGRTMIN+2 S > R 200"),
        new("deliver-timer 500 10", "delivered SIGUSR1 kernel > R 500"),
        new("deliver-timer 100 40", "delivered SIGRTMIN+6 kernel > R 100"),
        new("deliver-timers 100 10", "delivered SIGUSR1 R > R 100", "delivered SIGUSR1 kernel > R 200"),
        new("deliver-timers 100 40", "delivered SIGRTMIN+6 R > R 100", "delivered SIGRTMIN+6 kernel > R 200"),
        new("deliver-timer 100 40 3", "delivered SIGRTMIN+6 kernel > R 100"),
        new("killpg 20", "delivered SIGUSR1 S > R 60"),
        new("raise 20", "delivered SIGUSR1 S > S 20"),
        new("pidfd 20", "delivered SIGUSR1 S > R 20"),
        new("queue-thread 20 40", "delivered SIGRTMIN+6 S > R 20"),
        new("mq-notify 20", "delivered SIGUSR1 S > R 20"),
        new("io-setsig 20 36", "delivered SIGRTMIN+2 kernel > R 20"),
        new("sigpipe 20", "delivered SIGPIPE kernel > R 20"),
        new("child-exited 10", "delivered SIGCHLD S > R 10"),
        new("overflow-kill 20", "delivered SIGRTMIN S > R 20"),
    ];

    // To any other thread, to the one that lets it through, to a chosen one, to all of them and their process at once.
    private static readonly ConformanceCase[] ToThreads =
    [
        new("deliver-threads 1000 10 0", "delivered SIGUSR1 S > R 1000"),
        new("deliver-threads 1000 10 1", "delivered SIGUSR1 S > R 1000"),
        new("deliver-threads 1000 10 2", "delivered SIGUSR1 S > R 1000"),
        new("deliver-threads 200 10 3", "delivered SIGUSR1 S > R 1000"),
        new("deliver-threads 200 40 3", "delivered SIGRTMIN+6 S > R 1000"),
    ];

    // Under the name that the receiver had before: by exec, the leader's or another thread's.
    private static readonly ConformanceCase[] AcrossExec =
    [
        new("deliver-exec 100 10 0", "delivered SIGUSR1 S > R 100", "delivered SIGRTMIN+4 S > R 300"),
        new("deliver-exec 100 10 1", "delivered SIGUSR1 S > R 100", "delivered SIGRTMIN+4 S > R 300"),
        new("deliver-exec 100 10 2", "delivered SIGUSR1 S > R 100", "delivered SIGRTMIN+4 S > R 300"),
    ];

    // What no handler sees is no observation, and takes nothing from those that come after it.
    private static readonly ConformanceCase[] Lost =
    [
        new("ignored 1000"),
        new("ignored 20 35"),
        new("zombie 20"),
        new("pending 21"),
        new("overflow-queue 20", "failed SIGRTMIN rt_sigqueueinfo EAGAIN S 20"),
        new("no-permission 20", "failed SIGTERM kill EPERM S 20"),
        new("null-signal 20", "failed invalid kill EINVAL S 20"),
        new("deliver-lost 200 10 0", "delivered SIGUSR1 S > R 200"),
        new("deliver-lost 200 10 1", "delivered SIGUSR1 S > R 200"),
        new("deliver-lost 200 10 2", "delivered SIGUSR1 S > R 200"),
        new("deliver-lost 200 10 3", "delivered SIGUSR1 S > R 200"),
        new("deliver-lost 200 10 4", "delivered SIGUSR1 S > R 200"),
        new("deliver-lost 100 40 0", "delivered SIGRTMIN+6 S > R 200"),
        new("deliver-lost 100 40 1 3", "delivered SIGRTMIN+6 S > R 200"),
        new("deliver-lost 100 40 2 3", "delivered SIGRTMIN+6 S > R 200"),
        new("deliver-lost 100 40 1 2", "delivered SIGRTMIN+6 S > R 300"),
        new("deliver-lost 100 40 2 1", "delivered SIGRTMIN+6 S > R 400"),
        new("deliver-lost 100 40 3", "delivered SIGRTMIN+6 S > R 200"),
        new("deliver-lost 100 40 4 3", "delivered SIGRTMIN+6 S > R 200"),
        new("deliver-lost 100 40 5 1", "delivered SIGRTMIN+6 S > R 400"),
    ];

    // The default action: with one thread or five, by the process or a thread, without a leader, with a core dump.
    private static readonly ConformanceCase[] Killed =
    [
        new("end-by-default 200 15 1", "ended SIGTERM killed S > R 200", "terminated SIGTERM user S > R 200"),
        new("end-by-default 100 15 5", "ended SIGTERM killed S > R 100", "terminated SIGTERM user S > R 100"),
        new("end-by-default 100 15 5 1", "ended SIGTERM killed S > R 100", "terminated SIGTERM user S > R 100"),
        new("end-by-default 100 15 5 2", "ended SIGTERM killed S > R 100", "terminated SIGTERM user S > R 100"),
        new("end-by-default 200 9 1", "ended SIGKILL killed S > R 200", "terminated SIGKILL user S > R 200"),
        new("end-by-default 100 9 5", "ended SIGKILL killed S > R 100", "terminated SIGKILL user S > R 100"),
        new("end-by-default 100 9 5 1", "ended SIGKILL killed S > R 100", "terminated SIGKILL user S > R 100"),
        new("end-by-default 100 9 5 2", "ended SIGKILL killed S > R 100", "terminated SIGKILL user S > R 100"),
        new("end-by-default 50 3 1", "ended SIGQUIT killed S > R 50", "terminated SIGQUIT user S > R 50"),
        new("end-by-default 20 3 1 3", "ended SIGQUIT killed S > R 20", "terminated SIGQUIT user S > R 20"),
        new("end-by-default 20 3 5 3", "ended SIGQUIT killed S > R 20", "terminated SIGQUIT user S > R 20"),
        new("end-by-default 50 2 1", "ended SIGINT killed S > R 50", "terminated SIGINT user S > R 50"),
        new("end-by-default 50 1 5", "ended SIGHUP killed S > R 50", "terminated SIGHUP user S > R 50"),
        new("end-by-default 50 11 5", "ended SIGSEGV killed S > R 50", "terminated SIGSEGV user S > R 50"),
        new("end-by-default 50 10 1", "terminated SIGUSR1 user S > R 50"),
        new("end-by-default 50 10 5 1", "terminated SIGUSR1 user S > R 50"),
        new("end-by-default 50 13 1", "terminated SIGPIPE user S > R 50"),
        new("end-by-default 50 40 5", "terminated SIGRTMIN+6 user S > R 50"),
        new("end-later 20 15 20", "ended SIGTERM killed S > R 20", "terminated SIGTERM user S > R 20"),
        new("end-later 20 10 1", "terminated SIGUSR1 user S > R 20"),
        new("end-stopped 20 15 20", "ended SIGTERM killed S > R 20", "terminated SIGTERM user S > R 20"),
    ];

    // Handled: an end in the handler, after it, by its own hand, as another program, with a child meanwhile.
    private static readonly ConformanceCase[] Handled =
    [
        new("end-handled 5 50 0", "delivered SIGTERM S > R 5", "ended SIGTERM exited S > R 5"),
        new("end-handled 5 50 1", "delivered SIGTERM S > R 5", "ended SIGTERM exited S > R 5"),
        new(
            "end-handled 5 50 2",
            "delivered SIGTERM S > R 5",
            "ended SIGTERM killed S > R 5",
            "terminated SIGTERM user R > R 5"),
        new("end-handled 5 50 3", "delivered SIGTERM S > R 5", "ended SIGTERM exited S > R 5"),
        new("end-handled 5 50 4", "delivered SIGTERM S > R 5", "ended SIGTERM exited S > R 5"),
        new("kill 20 15", "delivered SIGTERM S > R 20", "ended SIGTERM exited S > R 1"),
        new("ignored 20 15", "ended SIGTERM exited S > R 1"),
        new("ignored 20 1"),
        new("zombie 20 15"),
        new("exit-group 20"),
    ];

    private static readonly ConformanceCase[] Faults =
    [
        new("end-by-itself 50 0", "ended SIGSEGV killed kernel > R 50", "terminated SIGSEGV fault kernel > R 50"),
        new("end-by-itself 50 1", "ended SIGABRT killed R > R 50", "terminated SIGABRT user R > R 50"),
        new("end-by-itself 50 2", "delivered SIGSEGV kernel > R 50", "ended SIGSEGV exited kernel > R 50"),
        new(
            "end-by-itself 50 3",
            "delivered SIGSEGV kernel > R 500",
            "ended SIGTERM killed S > R 50",
            "terminated SIGTERM user S > R 50"),
        new("segv-blocked 5", "ended SIGSEGV killed kernel > R 5", "terminated SIGSEGV fault kernel > R 5"),
        new("segv-maperr 20", "delivered SIGSEGV kernel > R 20", "ended SIGSEGV exited kernel > R 1"),
        new("abort 5", "ended SIGABRT killed S > S 5", "terminated SIGABRT user S > S 5"),
        new("seccomp-kill 5", "ended SIGSYS killed kernel > R 5", "terminated SIGSYS fault kernel > R 5"),
        new("end-silently 50 0", "terminated SIGKILL kernel kernel > R 50"),
        new("end-silently 50 1", "terminated SIGKILL kernel kernel > R 50"),
        new("end-silently 50 2"),
    ];

    private static readonly ConformanceCase[] KilledByTheKernel =
    [
        new("oom 3", "ended SIGKILL killed kernel > R 3", "terminated SIGKILL oom kernel > R 3"),
        new("oom-other 3", "ended SIGKILL killed kernel > R 3", "terminated SIGKILL oom kernel > R 3"),
        new(
            "oom-shared 3",
            "ended SIGKILL killed kernel > R 3",
            "ended SIGKILL killed kernel > S 3",
            "terminated SIGKILL oom kernel > R 3",
            "terminated SIGKILL oom kernel > S 3"),
        new(
            "oom-and-limit 3",
            "delivered SIGXCPU kernel > R 3",
            "ended SIGKILL killed kernel > R 6",
            "terminated SIGKILL oom kernel > R 3",
            "terminated SIGKILL kernel kernel > R 3"),
        new("ptrace-exitkill 10", "ended SIGKILL killed kernel > R 10", "terminated SIGKILL kernel kernel > R 10"),
        new("cgroup-kill 10", "ended SIGKILL killed S > R 10", "terminated SIGKILL cgroup_kill S > R 10"),
        new("parent-death 10 9", "ended SIGKILL killed S > R 10", "terminated SIGKILL parent_death S > R 10"),
        new("namespace-exit 10", "ended SIGKILL killed S > R 10", "terminated SIGKILL namespace_exit S > R 10"),
        new("init-default 10 9"),
        new("init-default 10 15", "ended SIGTERM exited S > R 1"),
        new("init-handle 10 15", "delivered SIGTERM S > R 10", "ended SIGTERM exited S > R 1"),
    ];

    // A SIGTERM that is ignored, blocked or handled, and 200 ms later, in some way, a SIGKILL: S! is another sender.
    private static readonly ConformanceCase[] Escalated =
    [
        new("sigkill 20", "ended SIGKILL killed S > R 20", "terminated SIGKILL user S > R 20"),
        new(
            "escalate 5 0 200 0",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 5 1 200 0",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 5 2 200 0",
            "delivered SIGTERM S > R 5",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 5 0 200 1",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S! > R 5",
            "escalated S! > R 5"),
        new(
            "escalate 5 0 200 2",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 5 2 200 3",
            "delivered SIGTERM S > R 10",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL user S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 5 0 200 4",
            "ended SIGTERM killed S > R 5",
            "terminated SIGKILL cgroup_kill S > R 5",
            "escalated S > R 5"),
        new(
            "escalate 3 0 100 5",
            "delivered SIGXCPU kernel > R 3",
            "ended SIGTERM killed S > R 3",
            "terminated SIGKILL kernel kernel > R 3"),
    ];

    // A number that two processes have, one after the other.
    private static readonly ConformanceCase[] Reused =
    [
        new(
            "reuse 50",
            "delivered SIGTERM S > R 50",
            "delivered SIGUSR1 S > R 50",
            "delivered SIGRTMIN S > R 50",
            "ended SIGTERM exited S > R 50",
            "ended SIGKILL killed S > R 50",
            "terminated SIGKILL user S > R 50"),
    ];

    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. Delivered, .. ToThreads, .. AcrossExec, .. Lost,
        .. Killed, .. Handled, .. Faults, .. KilledByTheKernel, .. Escalated, .. Reused,
    ];
}
