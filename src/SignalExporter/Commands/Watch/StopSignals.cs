using System.Runtime.InteropServices;

namespace SignalExporter.Commands.Watch;

/// <summary>SIGTERM, SIGINT and SIGQUIT, which ask the program to stop.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    internal StopSignals()
    {
        PosixSignal[] signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true; // not the default, which ends the program at once
            Stop();
        }));
    }

    /// <summary>Ends with the first of them.</summary>
    internal Task Received => _stop.Task;

    /// <summary>Stops it as they do.</summary>
    internal void Stop() => _stop.TrySetResult();

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
