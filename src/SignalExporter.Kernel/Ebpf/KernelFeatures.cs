using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Interop.Libc;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// What the kernel program needs of the kernel, looked for in its BTF and by a probe: a kernel's version says little, since
/// distributions carry the BPF of later kernels. Asked only where a load has failed, to say why.
/// </summary>
internal static unsafe class KernelFeatures
{
    // enum bpf_func_id and enum bpf_map_type of include/uapi/linux/bpf.h, and since when the kernel has them.
    private static readonly (string Kind, string Enum, string Name, string Since)[] Members =
    [
        ("helper", "bpf_func_id", "BPF_FUNC_task_pt_regs", "5.15"),
        ("helper", "bpf_func_id", "BPF_FUNC_task_storage_get", "5.11"),
        ("helper", "bpf_func_id", "BPF_FUNC_get_current_task_btf", "5.11"),
        ("helper", "bpf_func_id", "BPF_FUNC_ringbuf_output", "5.8"),
        ("helper", "bpf_func_id", "BPF_FUNC_ktime_get_boot_ns", "5.8"),
        ("helper", "bpf_func_id", "BPF_FUNC_probe_read_kernel", "5.5"),
        ("map type", "bpf_map_type", "BPF_MAP_TYPE_TASK_STORAGE", "5.11"),
        ("map type", "bpf_map_type", "BPF_MAP_TYPE_RINGBUF", "5.8"),
    ];

    private static readonly string[] Tracepoints = ["signal_generate", "signal_deliver", "sched_process_exit", "mark_victim"];

    /// <summary>What is missing, each as one phrase; empty where all is there.</summary>
    internal static IReadOnlyList<string> Missing()
    {
        using var types = new BtfHandle(Libbpf.btf__load_vmlinux_btf());
        if (types.IsInvalid)
        {
            return ["readable BTF type information"];
        }

        return
        [
            .. Tracepoints.Where(name => !Has(types, $"btf_trace_{name}", Libbpf.BTF_KIND_TYPEDEF)).Select(name => $"the tracepoint {name}"),
            .. Members.Where(m => !HasMember(types, m.Enum, m.Name)).Select(m => $"the BPF {m.Kind} {m.Name} (Linux {m.Since})"),
            .. HasAtomics() ? Array.Empty<string>() : ["atomic compare-and-exchange in the BPF JIT (Linux 5.12; arm64: 5.18)"],
        ];
    }

    private static bool Has(BtfHandle types, string name, uint kind) => Libbpf.btf__find_by_name_kind(types, name, kind) > 0;

    private static bool HasMember(BtfHandle types, string enumeration, string member)
    {
        int id = Libbpf.btf__find_by_name_kind(types, enumeration, Libbpf.BTF_KIND_ENUM);
        Libbpf.btf_type* type = id > 0 ? Libbpf.btf__type_by_id(types, (uint)id) : null;
        if (type is null)
        {
            return false;
        }

        int count = (int)(type->info & 0xffff);
        foreach (ref readonly Libbpf.btf_enum value in new ReadOnlySpan<Libbpf.btf_enum>(type + 1, count))
        {
            if (Marshal.PtrToStringUTF8(Libbpf.btf__name_by_offset(types, value.name_off)) == member)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Loads a program of one compare-and-exchange: a JIT that lacks it refuses the load with ENOTSUPP.</summary>
    private static bool HasAtomics()
    {
        const int socketFilter = 1; // BPF_PROG_TYPE_SOCKET_FILTER
        ReadOnlySpan<ulong> program =
        [
            Instruction(0xb7, dst: 0, src: 0, offset: 0, imm: 0), // r0 = 0
            Instruction(0x7b, dst: 10, src: 0, offset: -8, imm: 0), // *(u64 *)(r10 - 8) = r0
            Instruction(0xdb, dst: 10, src: 0, offset: -8, imm: 0xf1), // r0 = cmpxchg((u64 *)(r10 - 8), r0, r0)
            Instruction(0xb7, dst: 0, src: 0, offset: 0, imm: 0), // r0 = 0
            Instruction(0x95, dst: 0, src: 0, offset: 0, imm: 0), // exit
        ];
        fixed (ulong* instructions = program)
        {
            int descriptor = Libbpf.bpf_prog_load(socketFilter, "atomics", "GPL", instructions, (nuint)program.Length, 0);
            if (descriptor < 0)
            {
                return descriptor != -ENOTSUPP && descriptor != -EINVAL;
            }

            _ = close(descriptor);
            return true;
        }
    }

    /// <summary>struct bpf_insn of include/uapi/linux/bpf.h.</summary>
    private static ulong Instruction(byte code, int dst, int src, short offset, int imm) =>
        code | ((ulong)(uint)(dst | (src << 4)) << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)imm << 32);
}
