using System.Runtime.InteropServices;

namespace SignalExporter.Commands;

/// <summary>
/// SIGHUP, which never ends the program by itself from <see cref="Begin"/> on: the running command says what it does. It comes from
/// <c>systemctl reload</c>, at any time and whether or not there is a file to read again, and from a terminal that is gone.
/// </summary>
internal static class HangUp
{
    private static readonly Lock Handling = new();

    // Never disposed: the signal's default is to end the program, to its last moment.
    private static PosixSignalRegistration? _registration;
    private static Action? _action;
    private static bool _isPending;

    /// <summary>Takes the signal over. To be called as early as possible.</summary>
    internal static void Begin() => _registration ??= PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true; // not the default
        lock (Handling)
        {
            _isPending = _action is null;
            _action?.Invoke();
        }
    });

    /// <summary>
    /// Runs <paramref name="action"/> at each signal, one at a time, until the result is disposed; also for a signal that came
    /// before. It must not throw.
    /// </summary>
    internal static IDisposable Handle(Action action)
    {
        lock (Handling)
        {
            _action = action;
            if (_isPending)
            {
                _isPending = false;
                action();
            }
        }

        return new Handler();
    }

    private sealed class Handler : IDisposable
    {
        public void Dispose()
        {
            lock (Handling)
            {
                _action = null;
            }
        }
    }
}
