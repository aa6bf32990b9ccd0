using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>A <c>struct ring_buffer</c>.</summary>
internal sealed class RingBufferHandle() : SafeHandle(0, ownsHandle: true)
{
    internal RingBufferHandle(nint ring)
        : this() => SetHandle(ring);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Libbpf.ring_buffer__free(handle);
        return true;
    }
}
