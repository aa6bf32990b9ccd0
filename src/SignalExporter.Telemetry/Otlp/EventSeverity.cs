using Microsoft.Extensions.Logging;
using SignalExporter.Kernel;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>How bad a signal event is; docs/metrics.md has the table.</summary>
internal static class EventSeverity
{
    private const int NotPermitted = 1; // EPERM
    private const int QueueFull = 11; // EAGAIN

    /// <param name="signal">The event.</param>
    /// <param name="expected">Whether it was expected; null where its receiver is not on the watchlist.</param>
    internal static LogLevel Of(SignalEvent signal, bool? expected) => (signal, expected) switch
    {
        ({ Failure.Error: NotPermitted or QueueFull }, _) => LogLevel.Warning,
        ({ Failure: not null }, _) => LogLevel.Information,
        (_, false) => LogLevel.Error,
        (_, true) => LogLevel.Information,
        ({ Result: SignalResult.OverflowFail or SignalResult.IgnoredByInit }, _) => LogLevel.Warning,
        ({ Result: SignalResult.Ignored }, _) => LogLevel.Information,
        ({ Origin: Origin.Fault or Origin.Oom }, _) => LogLevel.Warning,
        ({ Origin: Origin.NamespaceExit or Origin.ParentDeath }, _) => LogLevel.Information,
        ({ Signal.Name: "SIGKILL" or "SIGABRT" }, _) => LogLevel.Warning,
        _ => LogLevel.Information,
    };
}
