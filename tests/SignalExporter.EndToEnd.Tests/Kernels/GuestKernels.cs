using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The kernels that can be had, and what each one has to show.</summary>
internal static class GuestKernels
{
    private static readonly string[] Tables = ["conformance", "fates", "failures"];
    private static readonly string[] Newest = ["trixie-backports", "sid"];

    public static IReadOnlyList<GuestKernel> All { get; } =
    [
        // Too old, and to be told so.
        new("5.10-amd64", Architecture.X64, ["bullseye"], "refusal"),
        new("6.1-amd64", Architecture.X64, ["bookworm"], [.. Tables, "threads"]),

        // As 5.14 to 6.0 are, which no suite has: without the newer kfuncs.
        new("6.1-amd64-without-kfuncs", Architecture.X64, ["bookworm"], Tables) { Program = "linux-x64-without-kfuncs" },
        new("6.1-arm64", Architecture.Arm64, ["bookworm"], Tables),
        new("6.12-amd64", Architecture.X64, ["trixie"], [.. Tables, "threads", "cost"]),
        new("6.12-arm64", Architecture.Arm64, ["trixie"], Tables),
        new("newest-amd64", Architecture.X64, Newest, [.. Tables, "exits", "cost"]),
        new("newest-arm64", Architecture.Arm64, Newest, Tables),
    ];

    private static string[] Names =>
        Environment.GetEnvironmentVariable("KERNELS")?.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether the environment variable KERNELS names it, or none.</summary>
    public static bool IsChosen(GuestKernel kernel) => Names.Length == 0 || Names.Contains(kernel.Name);

    /// <summary>The kernels that have a part.</summary>
    public static IEnumerable<GuestKernel> Having(string part) => All.Where(k => k.Parts.Contains(part));

    public static GuestKernel Find(string name) => All.Single(k => k.Name == name);
}
