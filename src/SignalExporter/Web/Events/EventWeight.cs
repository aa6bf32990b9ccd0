using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>How much an event matters to who asks what ended a process.</summary>
internal enum EventWeight
{
    /// <summary>It ends nobody, or did not reach anybody.</summary>
    Light,

    /// <summary>It asks a process to end, which may have its own mind.</summary>
    Asking,

    /// <summary>It ends a process.</summary>
    Fatal,
}

/// <summary>Weighs events.</summary>
internal static class EventWeights
{
    internal static EventWeight Of(SignalEvent e)
    {
        bool reached = e.Failure is null && e.Result is SignalResult.Delivered or SignalResult.LoseInfo or SignalResult.AlreadyPending;
        return !reached
            ? EventWeight.Light
            : e.Signal.Name switch
            {
                "SIGKILL" or "SIGABRT" or "SIGSEGV" or "SIGBUS" or "SIGILL" or "SIGFPE" or "SIGSYS" => EventWeight.Fatal,
                "SIGTERM" or "SIGINT" or "SIGQUIT" or "SIGHUP" => EventWeight.Asking,
                _ => EventWeight.Light,
            };
    }
}
