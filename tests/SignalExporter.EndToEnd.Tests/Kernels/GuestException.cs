namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What was wrong with a guest, or with what it is made of.</summary>
public sealed class GuestException(string message, bool isPreparation = false) : Exception(message)
{
    /// <summary>Whether it could not be booted at all.</summary>
    public bool IsPreparation { get; } = isPreparation;
}
