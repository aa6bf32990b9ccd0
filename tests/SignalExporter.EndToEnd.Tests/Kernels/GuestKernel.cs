using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A kernel that is booted.</summary>
/// <param name="Name">As <c>make kernels KERNELS=...</c> names it.</param>
/// <param name="Architecture">Of its packages.</param>
/// <param name="Suites">The Debian suites that may have it; the newest kernel of them is taken.</param>
/// <param name="Parts">What it is to show, by the names of <see cref="GuestParts"/>.</param>
internal sealed record GuestKernel(string Name, Architecture Architecture, string[] Suites, params string[] Parts)
{
    /// <summary>Which build of the program it runs, by its name in tests/kernels/program.sh.</summary>
    public string Program { get; init; } = Architecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>The change to the program that is to be noticed; null for the program as it is.</summary>
    public string? Mutant { get; init; }

    /// <summary>What Debian calls the architecture.</summary>
    public string DebianArchitecture => Architecture == Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>What the kernel calls it.</summary>
    public string Machine => Architecture == Architecture.Arm64 ? "arm64" : "x86-64";

    public override string ToString() => Name;
}
