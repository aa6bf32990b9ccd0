using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>
/// How parts of a line look: only bold, faint and two of the 16 colours that every theme makes readable on its background
/// (ECMA-48, select graphic rendition).
/// </summary>
internal static class Style
{
    internal const string Plain = "";
    internal const string Bold = "1";
    internal const string Faint = "2";
    internal const string Alarm = "1;31";
    internal const string Attention = "35";

    /// <summary>What kills at once stands out, then what asks to end.</summary>
    internal static string Of(Signal signal) => signal.Name switch
    {
        "SIGKILL" or "SIGSEGV" or "SIGBUS" or "SIGILL" or "SIGFPE" or "SIGABRT" or "SIGSYS" => Alarm,
        "SIGTERM" or "SIGINT" or "SIGQUIT" or "SIGHUP" => Attention,
        _ => Plain,
    };

    internal static string Of(Origin origin) => origin switch
    {
        Origin.Oom or Origin.CgroupKill or Origin.ParentDeath or Origin.NamespaceExit => Attention,
        _ => Plain,
    };

    internal static string OfResult(SignalEvent e) => (e.Failure, e.Result) switch
    {
        ({ }, _) => Alarm,
        (_, SignalResult.Delivered) => Plain,
        (_, SignalResult.Ignored or SignalResult.AlreadyPending) => Faint,
        _ => Attention,
    };
}
