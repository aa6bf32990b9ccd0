using System.Runtime.InteropServices;

namespace SignalExporter.Kernel.Interop;

/// <summary>Error numbers as people know them.</summary>
internal static class Errno
{
    /// <summary>As in <c>Operation not permitted (errno 1)</c>.</summary>
    internal static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
