namespace SignalExporter.Kernel;

/// <summary>Why a signal was sent. The numbers are <c>enum signal_origin</c> of <c>Ebpf/signals.h</c>.</summary>
public enum Origin
{
    /// <summary>A process asked for it: kill, tgkill, rt_sigqueueinfo, pidfd_send_signal, a message queue.</summary>
    User = 1,

    /// <summary>The receiver's own doing: a bad address, a division by zero, a closed pipe, a file too large.</summary>
    Fault = 2,

    /// <summary>A timer or a limit of CPU time ran out.</summary>
    Timer = 3,

    /// <summary>A child ended, stopped or went on.</summary>
    Child = 4,

    /// <summary>A file descriptor became ready (SIGIO, SIGURG).</summary>
    Io = 5,

    /// <summary>The terminal: a key, a hang-up, a new size, a background process that reads or writes.</summary>
    Terminal = 6,

    /// <summary>The kernel ran out of memory, or a control group did.</summary>
    Oom = 7,

    /// <summary>Somebody wrote to a control group's <c>cgroup.kill</c>.</summary>
    CgroupKill = 8,

    /// <summary>The parent died, and the receiver had asked to be told (PR_SET_PDEATHSIG).</summary>
    ParentDeath = 9,

    /// <summary>The init of a PID namespace ended, and takes the rest of it along.</summary>
    NamespaceExit = 10,

    /// <summary>Anything else that the kernel sends: ptrace, the hard limit of CPU time.</summary>
    Kernel = 11,
}
