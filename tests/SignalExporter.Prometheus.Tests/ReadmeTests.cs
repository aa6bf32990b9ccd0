using System.Text.RegularExpressions;
using SignalExporter.Prometheus.Tests.Support;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class ReadmeTests
{
    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));

    [Fact]
    public async Task The_samples_of_the_readme_work()
    {
        using var client = new HttpClient();
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        var text = "";

        await ReadmeSample.RunAsync(address, async () => text = await client.GetStringAsync($"{address}/metrics"));

        var shown = Assert.Single(Blocks("text"));
        Assert.Equal(shown, string.Concat(text.Split('\n')
            .Where(line => line.Length > 0 && !line.Contains("target"))
            .Select(line => line + "\n")));
    }

    [Fact]
    public void The_samples_of_the_readme_are_those_that_are_tested()
    {
        var tested = WithoutIndent(Read("ReadmeSample.cs"));

        Assert.All(
            Blocks("csharp").Where(block => !block.Contains("services")),
            block => Assert.Contains(WithoutIndent(block).Replace("RunAsync", "StartAsync"), tested));
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Read("README.md"), $"```{language}\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value);

    private static string WithoutIndent(string code) => Regex.Replace(code, "^ +", "", RegexOptions.Multiline);
}
