using System.Globalization;
using SignalExporter.Kernel.Interop;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>What the kernel program needs of the machine, checked before the load so that an error can say the cure.</summary>
internal static class Requirements
{
    private const string TypeInformation = "/sys/kernel/btf/vmlinux";

    // linux/capability.h
    private const int CapSysAdmin = 21;
    private const int CapPerfmon = 38;
    private const int CapBpf = 39;

    internal static void Check()
    {
        CheckCapabilities(File.ReadAllText("/proc/self/status"));
        CheckTypeInformation(TypeInformation);
    }

    /// <summary>Why a load failed: what this kernel lacks, else what the kernel said.</summary>
    internal static SignalSourceException Refused(SignalSourceException refusal, IReadOnlyList<string> missing) => missing.Count == 0
        ? refusal
        : new SignalSourceException(
            $"the kernel {KernelRelease.Running().Text} lacks what the kernel program needs: {string.Join(", ", missing)}; "
            + $"use a kernel that has it ({refusal.Message})");

    internal static void CheckTypeInformation(string path)
    {
        if (!File.Exists(path))
        {
            throw new SignalSourceException(
                $"this kernel has no BTF type information: {path} does not exist; use a kernel that was built with "
                + "CONFIG_DEBUG_INFO_BTF=y, as those of Debian 11, Ubuntu 20.10, RHEL 8.2, Fedora 31 and later are; "
                + "in a container, mount /sys");
        }
    }

    /// <param name="status">The text of <c>/proc/self/status</c> (proc(5)).</param>
    internal static void CheckCapabilities(string status)
    {
        ulong effective = status.Split('\n')
            .Where(line => line.StartsWith("CapEff:", StringComparison.Ordinal))
            .Select(line => ulong.Parse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .FirstOrDefault();
        bool Has(int capability) => (effective >> capability & 1) != 0;

        if (!Has(CapSysAdmin) && !(Has(CapBpf) && Has(CapPerfmon)))
        {
            throw new SignalSourceException(NoPermission("this process lacks them"));
        }
    }

    internal static string NoPermission(string reason) =>
        $"not permitted to load the kernel program: it needs the capabilities CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN), "
        + $"and {reason}; run as root, or grant the two (systemd: AmbientCapabilities=CAP_BPF CAP_PERFMON; "
        + "a container: uid 0 with BPF and PERFMON added)";
}
