using System.Globalization;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>The helper program of tests/provoke, which sends real signals. Compiled once.</summary>
public sealed class Provoke : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provoke-");

    private string Program => Path.Combine(_directory.FullName, "provoke");

    public async Task InitializeAsync()
    {
        string[] arguments = ["-s", "-C", BuildPaths.ProvokeSources, $"OUT={_directory.FullName}"];
        ToolResult make = await Tool.RunAsync("make", arguments);
        Assert.True(make.ExitCode == 0, make.Output + make.Error);
    }

    public Task DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Provokes a row, so many times, and comes back when all of it has happened, with what the row says.</summary>
    public async Task<string> RunAsync(string row, int count, string sender, string receiver, params int[] numbers)
    {
        string[] arguments =
            [row, count.ToString(CultureInfo.InvariantCulture), sender, receiver, .. numbers.Select(n => $"{n}")];
        ToolResult result = await Tool.RunAsync(Program, arguments);
        Assert.True(result.ExitCode == 0, $"provoke {string.Join(' ', arguments)}: {result.Error}");
        return result.Output;
    }
}
