using System.Globalization;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// The helper program of tests/provoke, with what it says: between which bounds each observation has to lie.
/// </summary>
public sealed class FateProvoke : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provoke-");

    public async Task InitializeAsync()
    {
        ToolResult make = await Tool.RunAsync(
            "make", ["-s", "-C", BuildPaths.ProvokeSources, $"OUT={_directory.FullName}"]);
        Assert.True(make.ExitCode == 0, make.Output + make.Error);
    }

    public Task DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Provokes a row, so many times, and comes back with what is to be observed of it.</summary>
    internal async Task<IReadOnlyList<Observation>> RunAsync(
        string row, int count, string sender, string receiver, params int[] numbers)
    {
        string[] arguments =
            [row, count.ToString(CultureInfo.InvariantCulture), sender, receiver, .. numbers.Select(n => $"{n}")];
        ToolResult result = await Tool.RunAsync(Path.Combine(_directory.FullName, "provoke"), arguments);
        Assert.True(result.ExitCode == 0, $"provoke {string.Join(' ', arguments)}: {result.Error}");
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Observation.Parse)];
    }
}
