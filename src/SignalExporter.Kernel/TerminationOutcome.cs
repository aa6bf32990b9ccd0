namespace SignalExporter.Kernel;

/// <summary>How a process ended that was asked to. The numbers are <c>enum termination_outcome</c> of <c>Ebpf/signals.h</c>.</summary>
public enum TerminationOutcome
{
    /// <summary>By a signal.</summary>
    Killed = 0,

    /// <summary>By itself.</summary>
    Exited = 1,
}
