using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>A <c>struct bpf_link</c>: destroying it detaches its program.</summary>
internal sealed class BpfLinkHandle() : SafeHandle(0, ownsHandle: true)
{
    internal BpfLinkHandle(nint link)
        : this() => SetHandle(link);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Libbpf.bpf_link__destroy(handle) == 0;
}
