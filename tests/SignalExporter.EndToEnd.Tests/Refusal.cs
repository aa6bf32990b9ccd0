using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>How the program says no: exit code 1, and on standard error what a person needs, no stack trace.</summary>
internal static class Refusal
{
    public static void Check(ToolResult result, params string[] words)
    {
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.Equal("", result.Output);
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }
}
