using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Interop;

/// <summary>Memory that mmap(2) gave.</summary>
internal sealed unsafe class MappedMemoryHandle() : SafeHandle((nint)MAP_FAILED, ownsHandle: true)
{
    private readonly nuint _length;

    internal MappedMemoryHandle(nint address, nuint length)
        : this()
    {
        _length = length;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == (nint)MAP_FAILED;

    protected override bool ReleaseHandle() => munmap((void*)handle, (size_t)(ulong)_length) == 0;
}
