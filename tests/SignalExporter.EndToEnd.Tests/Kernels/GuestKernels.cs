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

    /// <summary>Those that the environment variable KERNELS names, or all.</summary>
    public static IEnumerable<GuestKernel> Chosen
    {
        get
        {
            string[] names = Environment.GetEnvironmentVariable("KERNELS")
                ?.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [];
            return names.Length == 0 ? All : All.Where(k => names.Contains(k.Name));
        }
    }

    public static GuestKernel Find(string name) => All.Single(k => k.Name == name);
}
