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
    public void An_old_kernel_is_named_with_what_is_needed()
    {
        var error = Assert.Throws<SignalSourceException>(() => Requirements.CheckKernel(new Version(5, 4, 0)));

        Assert.Contains("Linux 5.4", error.Message);
        Assert.Contains("5.15", error.Message);
        Requirements.CheckKernel(new Version(5, 15, 0));
    }

    [Fact]
    public void A_kernel_without_type_information_is_told_from_one_with()
    {
        var error = Assert.Throws<SignalSourceException>(() => Requirements.CheckTypeInformation("/nowhere/vmlinux"));

        Assert.Contains("CONFIG_DEBUG_INFO_BTF", error.Message);
        Requirements.CheckTypeInformation("/sys/kernel/btf/vmlinux");
    }
}
