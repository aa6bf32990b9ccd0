using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Interop.Libc;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>libbpf's own messages, kept until a load has failed and somebody wants to know why.</summary>
internal static unsafe class LibbpfLog
{
    private const int Warning = 0; // enum libbpf_print_level
    private const int MaxLine = 4096;

    [ThreadStatic]
    private static List<string>? _lines;

    /// <summary>Starts to keep this thread's messages, instead of libbpf's writing them to standard error.</summary>
    internal static void Begin()
    {
        _lines = [];
        Libbpf.libbpf_set_print(&Keep);
    }

    /// <summary>The messages since <see cref="Begin"/>.</summary>
    internal static IReadOnlyList<string> Lines => _lines ?? [];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Keep(int level, byte* format, nint arguments)
    {
        if (level == Warning && _lines is not null)
        {
            byte* buffer = stackalloc byte[MaxLine];
            int length = Math.Clamp(vsnprintf(buffer, MaxLine, format, arguments), 0, MaxLine - 1);
            _lines.Add(Encoding.UTF8.GetString(buffer, length).TrimEnd());
        }

        return 0;
    }
}
