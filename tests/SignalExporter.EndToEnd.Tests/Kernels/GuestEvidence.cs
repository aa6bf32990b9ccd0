namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A signal that the guest's own trace tells of, and the lines that it makes for each time it does.</summary>
/// <param name="Signal">Its number.</param>
/// <param name="Code">The si_code.</param>
/// <param name="Result">What became of it, as the tracepoint numbers that.</param>
/// <param name="Receiver"><c>S</c> or <c>R</c>, as in the tables.</param>
/// <param name="Lines">Of the table, without the count.</param>
internal sealed record GuestEvidence(int Signal, int Code, int Result, string Receiver, params string[] Lines);
