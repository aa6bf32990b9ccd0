using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// The helper program of tests/provoke, with what it says: between which bounds each observation has to lie.
/// </summary>
public sealed class FateProvoke : IAsyncLifetime
{
    private readonly Provoke _provoke = new();

    public Task InitializeAsync() => _provoke.InitializeAsync();

    public Task DisposeAsync() => _provoke.DisposeAsync();

    /// <summary>Provokes a row, so many times, and comes back with what is to be observed of it.</summary>
    internal async Task<IReadOnlyList<Observation>> RunAsync(
        string row, int count, string sender, string receiver, params int[] numbers)
    {
        string output = await _provoke.RunAsync(row, count, sender, receiver, numbers);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Observation.Parse)];
    }
}
