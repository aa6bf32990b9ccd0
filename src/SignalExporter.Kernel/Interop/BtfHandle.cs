using Microsoft.Win32.SafeHandles;

namespace SignalExporter.Kernel.Interop;

/// <summary>A <c>struct btf *</c> of libbpf.</summary>
internal sealed class BtfHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    internal BtfHandle(nint btf)
        : base(ownsHandle: true) => SetHandle(btf);

    protected override bool ReleaseHandle()
    {
        Libbpf.btf__free(handle);
        return true;
    }
}
