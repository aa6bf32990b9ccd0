using System.Runtime.InteropServices;
using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The published program on the oldest kernel that many machines still have, with a little of every table.</summary>
[Collection(KernelBoots.Name)]
public sealed class ShortKernelTests(GuestReport report)
{
    [Fact]
    public Task Debian_12_s_kernel_counts_right() => report.BootAsync(
        GuestKernels.Find(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "6.1-arm64" : "6.1-amd64"),
        GuestParts.Short);
}
