namespace SignalExporter.Kernel;

/// <summary>A process that the sender descends from.</summary>
/// <param name="Pid">Its process id in the host's namespace.</param>
/// <param name="Comm">Its name.</param>
public readonly record struct Ancestor(int Pid, Comm Comm);
