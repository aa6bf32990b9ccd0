using SignalExporter.Kernel.Interop;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>A program of ours in the kernel, attached to its tracepoint until disposed.</summary>
internal sealed unsafe class KernelProgram : IKernelProgram, IDisposable
{
    private readonly int _descriptor;
    private readonly BpfLinkHandle _link;

    internal KernelProgram(string name, int descriptor, BpfLinkHandle link)
    {
        Name = name;
        _descriptor = descriptor;
        _link = link;
    }

    public string Name { get; }

    public KernelProgramStatistics ReadStatistics()
    {
        Libbpf.bpf_prog_info info = default;
        uint length = (uint)sizeof(Libbpf.bpf_prog_info);
        int error = Libbpf.bpf_obj_get_info_by_fd(_descriptor, &info, ref length);
        if (error != 0)
        {
            throw new IOException($"cannot read the statistics of the kernel program {Name}: {Errno.Describe(-error)}");
        }

        return new KernelProgramStatistics(
            (long)info.recursion_misses, (long)info.run_cnt, TimeSpan.FromTicks((long)(info.run_time_ns / 100)));
    }

    public void Dispose() => _link.Dispose();
}
