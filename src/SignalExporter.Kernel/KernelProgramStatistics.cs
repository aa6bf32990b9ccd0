namespace SignalExporter.Kernel;

/// <summary>What the kernel says of a program (bpf(2), <c>struct bpf_prog_info</c>).</summary>
/// <param name="RecursionMisses">
/// How often it did not run because it was running on that CPU already: signals that were not counted.
/// </param>
/// <param name="Runs">How often it ran; 0 unless <c>kernel.bpf_stats_enabled</c> is set.</param>
/// <param name="RunTime">How long it ran in all; zero unless <c>kernel.bpf_stats_enabled</c> is set.</param>
public readonly record struct KernelProgramStatistics(long RecursionMisses, long Runs, TimeSpan RunTime);
