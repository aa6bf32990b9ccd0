using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A cause that is provoked, and all series that it makes.</summary>
/// <param name="Provoke">The arguments of the helper program, without the names: the row, the count, numbers.</param>
/// <param name="Expected">
/// In the short form of <see cref="ExpectedSeries.Parse"/>, or of <see cref="FateGrowth"/> with <c>S</c> and <c>R</c>.
/// </param>
internal sealed record ConformanceCase(string Provoke, params string[] Expected)
{
    public string Row => Provoke.Split(' ')[0];

    public int Count => int.Parse(Provoke.Split(' ')[1]);

    public int[] Numbers => [.. Provoke.Split(' ').Skip(2).Select(int.Parse)];

    /// <summary>Whether it takes an instruction or a system call that other architectures do not have.</summary>
    public bool IsX86Only { get; init; }

    /// <summary>Whether it takes a 32-bit system call, which a kernel may refuse.</summary>
    public bool IsCompat { get; init; }

    /// <summary>What is expected on arm64, where that is something else.</summary>
    public string[]? ExpectedOnArm64 { get; init; }

    public bool ExistsOn(Architecture architecture) => !(IsX86Only || IsCompat) || architecture == Architecture.X64;

    public string[] ExpectedOn(Architecture architecture) =>
        architecture == Architecture.Arm64 ? ExpectedOnArm64 ?? Expected : Expected;

    /// <summary>Those of a table that this machine can provoke.</summary>
    public static IEnumerable<ConformanceCase> Here(IEnumerable<ConformanceCase> cases) =>
        cases.Where(c => c.ExistsOn(RuntimeInformation.OSArchitecture) && (!c.IsCompat || CompatCalls.Work));
}
