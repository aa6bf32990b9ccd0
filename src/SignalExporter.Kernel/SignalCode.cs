namespace SignalExporter.Kernel;

/// <summary>A signal's si_code by name (sigaction(2); <c>include/uapi/asm-generic/siginfo.h</c>).</summary>
public readonly record struct SignalCode
{
    /// <summary>What stands for a code that is none of the kernel's: senders may choose any negative number.</summary>
    public const string Other = "other";

    // By code, from 1. Positive codes mean something else for each signal.
    private static readonly string[] Ill =
    [
        "ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK",
        "ILL_BADIADDR",
    ];

    private static readonly string[] Fpe =
    [
        "FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB",
        Other, Other, Other, Other, Other, "FPE_FLTUNK", "FPE_CONDTRAP",
    ];

    private static readonly string[] Segv =
    [
        "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR", "SEGV_ACCADI", "SEGV_ADIDERR", "SEGV_ADIPERR",
        "SEGV_MTEAERR", "SEGV_MTESERR", "SEGV_CPERR",
    ];

    private static readonly string[] Bus =
        ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"];

    private static readonly string[] Trap =
        ["TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT", "TRAP_UNK", "TRAP_PERF"];

    private static readonly string[] Cld =
        ["CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"];

    private static readonly string[] Poll =
        ["POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"];

    private static readonly string[] Sys = ["SYS_SECCOMP", "SYS_USER_DISPATCH"];

    private readonly string? _name;

    /// <summary>
    /// Names a code. What a positive one means depends on the signal, and for a child's end, which may come as any signal,
    /// on the origin.
    /// </summary>
    public SignalCode(Signal signal, int code, Origin origin)
    {
        _name = code switch
        {
            0 => "SI_USER",
            0x80 => "SI_KERNEL",
            -1 => "SI_QUEUE",
            -2 => "SI_TIMER",
            -3 => "SI_MESGQ",
            -4 => "SI_ASYNCIO",
            -5 => "SI_SIGIO",
            -6 => "SI_TKILL",
            -7 => "SI_DETHREAD",
            -60 => "SI_ASYNCNL",
            > 0 => Positive(signal, origin) is var names && code <= names.Length ? names[code - 1] : Other,
            _ => Other,
        };
    }

    /// <summary><c>SI_USER</c>, <c>SEGV_MAPERR</c>, ..., or <see cref="Other"/>.</summary>
    public string Name => _name ?? Other;

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;

    private static string[] Positive(Signal signal, Origin origin) => (signal.Name, origin) switch
    {
        (_, Origin.Child) or ("SIGCHLD", _) => Cld,
        ("SIGILL", _) => Ill,
        ("SIGFPE", _) => Fpe,
        ("SIGSEGV", _) => Segv,
        ("SIGBUS", _) => Bus,
        ("SIGTRAP", _) => Trap,
        ("SIGSYS", _) => Sys,
        (_, Origin.Io) or ("SIGIO", _) => Poll,
        _ => [],
    };
}
