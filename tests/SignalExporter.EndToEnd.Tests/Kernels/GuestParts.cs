namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The boots: several short ones, each far below ten minutes.</summary>
internal static class GuestParts
{
    private const string ManySeries = "--series.limit=65536";
    private const string ManyHistograms = "--histogram.limit=4096";
    private const string Failures = "--collector.failures";
    private static readonly string[] AllSignals = ["--signal=all"];

    // With all 32-bit calls: the kernel that make test runs on may refuse them.
    // Among them all that make test boots 6.1 for: the calls, a fault, a timer, a control group, the OOM killer, five threads.
    private static readonly string[] ShortConformance =
    [
        "kill 20", "tkill 20", "tgkill 20", "queue 20", "pidfd 20", "segv-maperr 20", "timer 10", "cgroup-kill 10", "oom 3",
        "child-exited 10", "pending 21", "ignored 20", "init-default 10 15", "queue-compat 20 10 -2", "orphaned-group 10",
    ];

    private static readonly string[] ShortFates =
    [
        "deliver-at-once 1000 10", "end-by-default 200 15 1", "end-by-default 100 15 5", "end-by-default 100 9 5",
        "end-handled 5 50 0", "sigkill 20", "escalate 5 0 200 0", "end-silently 50 0",
    ];

    public static GuestPart Conformance { get; } = Signals("conformance", ConformanceTable.Cases);

    public static GuestPart Fates { get; } = new(
        "fates",
        [Exporter.CountAll, ManySeries, ManyHistograms, Failures],
        new FateCheck("fates", Rows("fate", FateTable.Cases)));

    public static GuestPart SendFailures { get; } = new(
        "failures",
        [Exporter.CountAll, ManySeries, ManyHistograms, Failures],
        new FateCheck("failures", Rows("fail", SendFailureTable.All.Select(f => f.Case))));

    /// <summary>A little of all tables.</summary>
    public static GuestPart Short { get; } = new(
        "short",
        [Exporter.CountAll, ManySeries, ManyHistograms, Failures],
        [
            .. Signals("short", ConformanceTable.Cases.Where(c => ShortConformance.Contains(c.Provoke))).Checks,
            new FateCheck("fates", Rows("fate", FateTable.Cases.Where(c => ShortFates.Contains(c.Provoke)))),
            new FateCheck(
                "failures",
                Rows("fail", SendFailureTable.All.Where(f => f.Error == "ESRCH" || f.IsCompat).Select(f => f.Case))),
        ])
    {
        Watch = AllSignals,
    };

    /// <summary>Processes whose five threads end at the same time: none may be counted twice.</summary>
    public static GuestPart Threads { get; } = new(
        "threads",
        [Exporter.CountAll, ManySeries],
        new FateCheck("threads", Rows("five", Enumerable.Repeat(
            FateTable.Cases.Single(c => c.Provoke == "end-by-default 100 15 5"), 20).Select(c => c with { }))));

    /// <summary>20,000 processes that end on two busy processors.</summary>
    public static GuestPart Exits { get; } = new(
        "exits",
        [Exporter.CountAll, ManySeries],
        new ExitCheck(Rows("exit", [new ConformanceCase("exits 6700")])));

    /// <summary>A kernel that is too old.</summary>
    public static GuestPart Refusal { get; } = new("refusal", []) { Kind = "refusal" };

    /// <summary>What a signal costs its sender, in instructions.</summary>
    public static GuestPart Cost { get; } = new("cost", []) { Kind = "cost" };

    public static IReadOnlyList<GuestPart> All { get; } = [Conformance, Fates, SendFailures, Threads, Exits, Refusal, Cost, Short];

    public static GuestPart Find(string name) => All.Single(p => p.Name == name);

    /// <summary>The signals, and their events beside.</summary>
    private static GuestPart Signals(string name, IEnumerable<ConformanceCase> cases)
    {
        IReadOnlyList<GuestRow> rows = Rows("sig", cases);
        return new GuestPart(
            name,
            [Exporter.CountAll, ManySeries],
            new SignalCheck(rows),
            new EventCheck(rows),
            new CallCheck(StoryCall.All))
        {
            Watch = AllSignals,
        };
    }

    private static IReadOnlyList<GuestRow> Rows(string prefix, IEnumerable<ConformanceCase> cases) =>
        [.. cases.Index().Select(c => new GuestRow(c.Item, $"{prefix}-s-{c.Index}", $"{prefix}-r-{c.Index}"))];
}
