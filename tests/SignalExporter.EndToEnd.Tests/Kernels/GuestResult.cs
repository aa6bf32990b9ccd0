namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>How many rows of a table came out as they should in a guest.</summary>
/// <param name="Name">The table's.</param>
/// <param name="Exact">How many were exact.</param>
/// <param name="Total">How many there are on this architecture.</param>
/// <param name="Flaws">What was wrong with the others.</param>
internal sealed record GuestResult(string Name, int Exact, int Total, IReadOnlyList<string> Flaws)
{
    /// <summary>What is to be said of it beside; null where nothing is.</summary>
    public string? Note { get; init; }

    public override string ToString() => $"{Name} {Exact}/{Total}{(Note is null ? "" : $" ({Note})")}";
}
