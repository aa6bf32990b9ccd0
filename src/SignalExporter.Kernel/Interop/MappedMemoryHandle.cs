using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>Memory that mmap(2) gave.</summary>
internal sealed class MappedMemoryHandle() : SafeHandle(Libc.MAP_FAILED, ownsHandle: true)
{
    private readonly nuint _length;

    internal MappedMemoryHandle(nint address, nuint length)
        : this()
    {
        _length = length;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == Libc.MAP_FAILED;

    protected override bool ReleaseHandle() => Libc.munmap(handle, _length) == 0;
}
