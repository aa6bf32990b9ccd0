using System.Runtime.InteropServices;
using SignalExporter.Kernel.Ebpf;
using Xunit;

namespace SignalExporter.Kernel.Tests;

public sealed class RequirementsTests
{
    [Theory]
    [InlineData("000001ffffffffff")]
    [InlineData("0000000000200000")] // CAP_SYS_ADMIN
    [InlineData("000000c000000000")] // CAP_BPF and CAP_PERFMON
    public void These_capabilities_do(string effective) => Requirements.CheckCapabilities($"Name:\tx\nCapEff:\t{effective}\nCapBnd:\t0\n");

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("0000008000000000")] // CAP_BPF alone
    [InlineData("0000004000000000")] // CAP_PERFMON alone
    public void Without_them_the_error_names_both(string effective)
    {
        var error = Assert.Throws<SignalSourceException>(() => Requirements.CheckCapabilities($"CapEff:\t{effective}\n"));

        Assert.Contains("CAP_BPF and CAP_PERFMON", error.Message);
    }

    [Fact]
    public void A_refusal_names_what_the_kernel_lacks()
    {
        var refusal = new SignalSourceException("Invalid argument");

        string text = Requirements.Refused(refusal, ["the tracepoint x", "the BPF helper y (Linux 9.9)"]).Message;

        Assert.Contains("lacks what the kernel program needs: the tracepoint x, the BPF helper y (Linux 9.9)", text);
        Assert.Contains("Invalid argument", text);
        Assert.Same(refusal, Requirements.Refused(refusal, []));
    }

    [Fact]
    public void This_kernel_lacks_nothing() => Assert.Empty(KernelFeatures.Missing());

    [Theory]
    [InlineData("6.1.0-50-amd64", Architecture.X64, true, false)]
    [InlineData("6.12.117+deb13-arm64", Architecture.Arm64, true, false)]
    [InlineData("6.18.44", Architecture.Arm64, false, false)]
    [InlineData("5.14.0-503.el9.x86_64", Architecture.X64, false, false)]
    [InlineData("99.1-rc1", Architecture.X64, false, true)]
    [InlineData("odd", Architecture.X64, false, false)]
    public void A_kernel_is_proven_by_its_series(string release, Architecture architecture, bool proven, bool newer)
    {
        var kernel = new KernelRelease(release, architecture);

        Assert.Equal((proven, newer), (kernel.IsProven, kernel.IsNewerThanProven));
    }

    [Fact]
    public void A_kernel_without_type_information_is_told_from_one_with()
    {
        var error = Assert.Throws<SignalSourceException>(() => Requirements.CheckTypeInformation("/nowhere/vmlinux"));

        Assert.Contains("CONFIG_DEBUG_INFO_BTF", error.Message);
        Requirements.CheckTypeInformation("/sys/kernel/btf/vmlinux");
    }
}
