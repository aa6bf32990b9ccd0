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
