using SignalExporter.Kernel;

namespace SignalExporter.Telemetry;

/// <summary>What a total of critical signals is shown as.</summary>
/// <param name="Process">The configuration's pattern.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Expected">Whether a rule expects it.</param>
internal sealed record CriticalTotal(string Process, Signal Signal, bool Expected);
