using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>A <c>struct bpf_object</c>: closing it unloads its programs and maps.</summary>
internal sealed class BpfObjectHandle() : SafeHandle(0, ownsHandle: true)
{
    internal BpfObjectHandle(nint obj)
        : this() => SetHandle(obj);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Libbpf.bpf_object__close(handle);
        return true;
    }
}
