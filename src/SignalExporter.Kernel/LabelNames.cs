namespace SignalExporter.Kernel;

/// <summary>The names of origins and results, as they stand in labels and attributes.</summary>
public static class LabelNames
{
    /// <summary>The origin's name: <c>user</c>, <c>cgroup_kill</c>, ...</summary>
    public static string Name(this Origin origin) => origin switch
    {
        Origin.User => "user",
        Origin.Fault => "fault",
        Origin.Timer => "timer",
        Origin.Child => "child",
        Origin.Io => "io",
        Origin.Terminal => "terminal",
        Origin.Oom => "oom",
        Origin.CgroupKill => "cgroup_kill",
        Origin.ParentDeath => "parent_death",
        Origin.NamespaceExit => "namespace_exit",
        Origin.Kernel => "kernel",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "not an origin"),
    };

    /// <summary>The outcome's name: <c>killed</c> or <c>exited</c>.</summary>
    public static string Name(this TerminationOutcome outcome) => outcome switch
    {
        TerminationOutcome.Killed => "killed",
        TerminationOutcome.Exited => "exited",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };

    /// <summary>The system call's name: <c>kill</c>, <c>rt_sigqueueinfo</c>, ...</summary>
    public static string Name(this SendingCall call) => call switch
    {
        SendingCall.Kill => "kill",
        SendingCall.Tkill => "tkill",
        SendingCall.Tgkill => "tgkill",
        SendingCall.RtSigqueueinfo => "rt_sigqueueinfo",
        SendingCall.RtTgsigqueueinfo => "rt_tgsigqueueinfo",
        SendingCall.PidfdSendSignal => "pidfd_send_signal",
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "not a system call that sends"),
    };

    /// <summary>
    /// The name of an error that a call that sends may fail with (<c>include/uapi/asm-generic/errno-base.h</c>); null for one that
    /// only a seccomp filter makes.
    /// </summary>
    public static string? ErrorName(int error) => error switch
    {
        1 => "EPERM",
        3 => "ESRCH",
        9 => "EBADF",
        11 => "EAGAIN",
        14 => "EFAULT",
        22 => "EINVAL",
        _ => null,
    };

    /// <summary>The result's name: <c>delivered</c>, <c>ignored_by_init</c>, ...</summary>
    public static string Name(this SignalResult result) => result switch
    {
        SignalResult.Delivered => "delivered",
        SignalResult.Ignored => "ignored",
        SignalResult.AlreadyPending => "already_pending",
        SignalResult.OverflowFail => "overflow_fail",
        SignalResult.LoseInfo => "lose_info",
        SignalResult.IgnoredByInit => "ignored_by_init",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "not a result"),
    };
}
