using SignalExporter.Kernel.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>A BPF array map (BPF_F_MMAPABLE) in this process's memory: the kernel program's own, not a copy.</summary>
internal sealed unsafe class MappedArray<T> : IDisposable
    where T : unmanaged
{
    private readonly MappedMemoryHandle _memory;

    internal MappedArray(int mapDescriptor, int length)
    {
        Length = length;
        nuint bytes = (nuint)length * (nuint)sizeof(T);
        void* address = mmap(null, (size_t)(ulong)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, mapDescriptor, 0);
        int error = errno;
        _memory = new MappedMemoryHandle((nint)address, bytes);
        if (_memory.IsInvalid)
        {
            throw new SignalSourceException($"cannot map the kernel program's table: {Errno.Describe(error)}");
        }

        Items = (T*)address;
    }

    /// <summary>The first of <see cref="Length"/> items, until disposed.</summary>
    internal T* Items { get; }

    internal int Length { get; }

    public void Dispose() => _memory.Dispose();
}
