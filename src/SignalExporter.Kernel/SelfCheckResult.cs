namespace SignalExporter.Kernel;

/// <summary>Whether signals that the program sent to itself at its start came out as its own.</summary>
/// <param name="Failures">One line for each call that did not: the call, and what came out. Empty where all did.</param>
/// <param name="Duration">How long it took.</param>
public sealed record SelfCheckResult(IReadOnlyList<string> Failures, TimeSpan Duration)
{
    /// <summary>Whether all came out as they should.</summary>
    public bool Success => Failures.Count == 0;
}
