using System.Globalization;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;

namespace SignalExporter.Kernel;

/// <summary>The running kernel's release, and whether the whole proof was run on its like (docs/kernels.md).</summary>
/// <param name="Text">As uname(2) tells it: <c>6.12.117+deb13-amd64</c>.</param>
/// <param name="Architecture">The machine's architecture.</param>
public sealed record KernelRelease(string Text, Architecture Architecture)
{
    // Series of kernels, on which make kernels, or make test itself, has compared all tables.
    private static readonly Version[] ProvenX64 = [new(6, 1), new(6, 12), new(6, 18), new(7, 3)];
    private static readonly Version[] ProvenArm64 = [new(6, 1), new(6, 12), new(7, 3)];

    /// <summary>The kernel that runs. Not from /proc/sys, which systemd's ProcSubset=pid hides.</summary>
    public static KernelRelease Running() => new(Libc.Release(), RuntimeInformation.OSArchitecture);

    /// <summary>Whether one of the same series, on the same architecture, was proven.</summary>
    public bool IsProven => Series is { } series && Proven.Contains(series);

    /// <summary>Whether it is of a later series than any that was proven.</summary>
    public bool IsNewerThanProven => Series is { } series && series > Proven.Max();

    private Version[] Proven => Architecture == Architecture.Arm64 ? ProvenArm64 : ProvenX64;

    /// <summary>The first two numbers; null where the text does not begin with them.</summary>
    private Version? Series
    {
        get
        {
            string[] numbers = Text.Split('.', 3);
            return numbers.Length > 1
                && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
                && int.TryParse(string.Concat(numbers[1].TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
                    ? new Version(major, minor)
                    : null;
        }
    }
}
