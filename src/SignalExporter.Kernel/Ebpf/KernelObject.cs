using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// The compiled <c>signals.bpf.c</c>, which is embedded in this assembly: opened, sized, loaded, attached, by way of libbpf. Each
/// failure says what could not be done and why.
/// </summary>
internal sealed unsafe class KernelObject : IDisposable
{
    private readonly BpfObjectHandle _handle;

    private KernelObject(BpfObjectHandle handle) => _handle = handle;

    internal static KernelObject Open()
    {
        // It lies in memory with the assembly: nothing is copied.
        using var program = (UnmanagedMemoryStream)typeof(EbpfSignalSource).Assembly.GetManifestResourceStream("signals.bpf.o")!;
        LibbpfLog.Begin();
        fixed (byte* name = "signals"u8)
        {
            var options = new Libbpf.bpf_object_open_opts
            {
                sz = (nuint)sizeof(Libbpf.bpf_object_open_opts),
                object_name = name, // else maps have random names
            };
            var opened = new BpfObjectHandle(Libbpf.bpf_object__open_mem(program.PositionPointer, (nuint)program.Length, &options));
            return opened.IsInvalid ? throw Failed("open", Marshal.GetLastPInvokeError()) : new KernelObject(opened);
        }
    }

    /// <summary>A map's descriptor, once it is loaded.</summary>
    internal int Map(string name) => Libbpf.bpf_map__fd(FindMap(name));

    /// <summary>Sizes a map before the load.</summary>
    internal void Resize(string map, int entries) =>
        Check($"size the map {map} of", Libbpf.bpf_map__set_max_entries(FindMap(map), (uint)entries));

    /// <summary>Leaves a program out of the load.</summary>
    internal void LeaveOut(string program) =>
        Check($"leave {program} out of", Libbpf.bpf_program__set_autoload(FindProgram(program), false));

    /// <summary>Unloads all of it.</summary>
    public void Dispose() => _handle.Dispose();

    /// <exception cref="SignalSourceException">The kernel refuses it.</exception>
    internal void Load()
    {
        int error = -Libbpf.bpf_object__load(_handle);
        // The verifier says EACCES too, but then it tells what it does not like.
        bool isVerifier = LibbpfLog.Lines.Any(line => line.Contains("PROG LOAD LOG", StringComparison.Ordinal));
        if (error == EPERM || (error == EACCES && !isVerifier))
        {
            throw new SignalSourceException(
                Requirements.NoPermission("the kernel refused it although they are there (a seccomp filter, a lockdown, or a user namespace)"));
        }

        Check("load", -error);
    }

    /// <summary>Where a map's content is set before the load.</summary>
    internal nint InitialValue(string map, int length)
    {
        nint value = Libbpf.bpf_map__initial_value(FindMap(map), out nuint size);
        return value != 0 && size >= (nuint)length
            ? value
            : throw new InvalidOperationException($"the kernel program's {map} is not what signals.h says");
    }

    /// <summary>From here on the program runs.</summary>
    internal KernelProgram Attach(string name)
    {
        nint program = FindProgram(name);
        var link = new BpfLinkHandle(Libbpf.bpf_program__attach(program));
        return link.IsInvalid
            ? throw Failed($"attach {name} of", Marshal.GetLastPInvokeError())
            : new KernelProgram(name, Libbpf.bpf_program__fd(program), link);
    }

    private nint FindProgram(string name)
    {
        nint program = Libbpf.bpf_object__find_program_by_name(_handle, name);
        return program != 0 ? program : throw Failed($"find {name} in", Marshal.GetLastPInvokeError());
    }

    private nint FindMap(string name)
    {
        nint map = Libbpf.bpf_object__find_map_by_name(_handle, name);
        return map != 0 ? map : throw Failed($"find the map {name} of", Marshal.GetLastPInvokeError());
    }

    private static void Check(string action, int error)
    {
        if (error != 0)
        {
            throw Failed(action, -error);
        }
    }

    private static SignalSourceException Failed(string action, int errno)
    {
        string details = string.Join("; ", LibbpfLog.Lines.TakeLast(3));
        return new SignalSourceException(
            $"cannot {action} the kernel program: {Errno.Describe(errno)}{(details.Length > 0 ? $"; libbpf says: {details}" : "")}");
    }
}
