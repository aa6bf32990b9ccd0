namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What was wrong with a guest, or with what it is made of.</summary>
public sealed class GuestException(string message) : Exception(message);
