using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>libbpf 1.0 and later: <c>bpf/libbpf.h</c> and <c>bpf/bpf.h</c>, native names kept, imports only.</summary>
internal static unsafe partial class Libbpf
{
    /// <summary>The shared library, for a build that runs in a .NET host; in the native file that ships it is linked in.</summary>
    internal const string Library = "libbpf.so.1";

    /// <summary>A pointer, or 0 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint bpf_object__open_mem(byte* obj_buf, nuint obj_buf_sz, bpf_object_open_opts* opts);

    /// <summary>0 or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int bpf_object__load(BpfObjectHandle obj);

    [LibraryImport(Library)]
    internal static partial void bpf_object__close(nint obj);

    /// <summary>A pointer, or 0 and errno.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_map_by_name(BpfObjectHandle obj, string name);

    /// <summary>A pointer, or 0 and errno.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_program_by_name(BpfObjectHandle obj, string name);

    /// <summary>0 or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int bpf_map__set_max_entries(nint map, uint max_entries);

    /// <summary>How many CPUs may ever be online, or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int libbpf_num_possible_cpus();

    [LibraryImport(Library)]
    internal static partial int bpf_map__fd(nint map);

    /// <summary>The map's first content before the load, or 0.</summary>
    [LibraryImport(Library)]
    internal static partial nint bpf_map__initial_value(nint map, out nuint psize);

    [LibraryImport(Library)]
    internal static partial int bpf_program__fd(nint prog);

    /// <summary>0 or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int bpf_program__set_autoload(nint prog, [MarshalAs(UnmanagedType.U1)] bool autoload);

    /// <summary>A pointer, or 0 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint bpf_program__attach(nint prog);

    /// <summary>0 or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int bpf_link__destroy(nint link);

    /// <summary>0 or -errno.</summary>
    [LibraryImport(Library)]
    internal static partial int bpf_obj_get_info_by_fd(int bpf_fd, bpf_prog_info* info, ref uint info_len);

    /// <summary>A pointer, or 0 and errno. The callback's result ends a consume where it is negative.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint ring_buffer__new(
        int map_fd, delegate* unmanaged[Cdecl]<nint, byte*, nuint, int> sample_cb, nint ctx, nint opts);

    /// <summary>How many records there were, or what the callback returned where that was negative; never waits.</summary>
    [LibraryImport(Library)]
    internal static partial int ring_buffer__consume(RingBufferHandle rb);

    [LibraryImport(Library)]
    internal static partial void ring_buffer__free(nint rb);

    /// <summary>Sets where libbpf's own messages go, for the whole process; the callback gets a C va_list.</summary>
    [LibraryImport(Library)]
    internal static partial nint libbpf_set_print(delegate* unmanaged[Cdecl]<int, byte*, nint, int> fn);

    // linux/btf.h
    internal const uint BTF_KIND_ENUM = 6;
    internal const uint BTF_KIND_TYPEDEF = 8;

    /// <summary>The running kernel's type information, or 0 and errno.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint btf__load_vmlinux_btf();

    [LibraryImport(Library)]
    internal static partial void btf__free(nint btf);

    /// <summary>A type's number, or -errno.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int btf__find_by_name_kind(BtfHandle btf, string type_name, uint kind);

    [LibraryImport(Library)]
    internal static partial btf_type* btf__type_by_id(BtfHandle btf, uint id);

    /// <summary>A C string, or 0.</summary>
    [LibraryImport(Library)]
    internal static partial nint btf__name_by_offset(BtfHandle btf, uint offset);

    /// <summary>A descriptor, or -errno.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_prog_load(int prog_type, string prog_name, string license, ulong* insns, nuint insn_cnt, nint opts);

    /// <summary><c>struct btf_type</c>; its members follow it.</summary>
    internal struct btf_type
    {
        internal uint name_off;
        internal uint info;
        internal uint size;
    }

    /// <summary><c>struct btf_enum</c>.</summary>
    internal struct btf_enum
    {
        internal uint name_off;
        internal int val;
    }

    /// <summary>The first members; <c>sz</c> tells libbpf how many there are.</summary>
    internal struct bpf_object_open_opts
    {
        internal nuint sz;
        internal byte* object_name;
    }

    /// <summary><c>struct bpf_prog_info</c> of <c>linux/bpf.h</c>: the kernel fills in what it knows.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 232)]
    internal struct bpf_prog_info
    {
        [FieldOffset(192)]
        internal ulong run_time_ns;

        [FieldOffset(200)]
        internal ulong run_cnt;

        [FieldOffset(208)]
        internal ulong recursion_misses;
    }
}
