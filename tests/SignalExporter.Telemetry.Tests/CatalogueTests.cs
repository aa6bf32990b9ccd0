using System.Reflection;
using System.Text.RegularExpressions;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

/// <summary>docs/metrics.md tells of every metric and label that is served, and of no other.</summary>
public sealed partial class CatalogueTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Folder("Documentation"), "metrics.md"));

    [Fact]
    public async Task Every_metric_served_is_on_the_page_and_the_other_way_round()
    {
        string[] served = await FamiliesAsync();
        string[] documented = [.. MetricName().Matches(Page).Select(match => match.Groups[1].Value).Distinct()];

        Assert.Equal(served.Order(), documented.Order());
    }

    [Fact]
    public async Task Every_label_served_is_on_the_page()
    {
        var source = new FakeSource { Fates = FateMetricsTests.Everything, Events = new OtlpFakeEvents() };
        source.Series.Add(SignalMetricsTests.Count(Comm.From("a"), Comm.From("b"), 1));
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([WatchlistTests.Rule("postgres")]);

        IEnumerable<string> labels = (await exposed.ScrapeAsync())
            .Where(line => !line.StartsWith('#') && !line.StartsWith("target_info", StringComparison.Ordinal))
            .SelectMany(line => LabelName().Matches(line).Select(match => match.Groups[1].Value))
            .Distinct();

        Assert.All(labels, label => Assert.Contains($"`{label}`", Page));
    }

    [Fact]
    public async Task Every_metric_has_a_help_text() =>
        Assert.All(await FamiliesAsync("# HELP "), line => Assert.Matches("^[A-Z].{10,}", line));

    [Fact]
    public void Every_outcome_and_system_call_is_on_the_page()
    {
        Assert.All(Enum.GetValues<TerminationOutcome>(), outcome => Assert.Contains($"`{outcome.Name()}`", Page));
        Assert.All(Enum.GetValues<SendingCall>(), call => Assert.Contains($"`{call.Name()}`", Page));
    }

    [Fact]
    public void Every_origin_and_result_is_on_the_page()
    {
        Assert.All(Enum.GetValues<Origin>(), origin => Assert.Contains($"| `{origin.Name()}` |", Page));
        Assert.All(Enum.GetValues<SignalResult>(), result => Assert.Contains($"| `{result.Name()}` |", Page));
    }

    /// <summary>A folder of the project, by the name that the build gives it.</summary>
    internal static string Folder(string name) => typeof(CatalogueTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    private static async Task<string[]> FamiliesAsync(string prefix = "# TYPE ")
    {
        var source = new FakeSource { Retired = { [new Signal(9)] = 0 }, Fates = FateMetricsTests.Everything, Events = new OtlpFakeEvents() };
        source.Series.Add(SignalMetricsTests.Count(Comm.From("a"), Comm.From("b"), 1));
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([WatchlistTests.Rule("postgres")]);
        source.Critical.Add(WatchlistTests.Kill("sh", "postgres"));
        string[] lines = [.. (await exposed.ScrapeAsync()).Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];
        return prefix == "# TYPE "
            ? [.. lines.Select(line => line.Split(' ')[2])]
            : [.. lines.Select(line => line.Split(' ', 4)[3])];
    }

    [GeneratedRegex("`((?:linux_signal|signal_exporter|process)_[a-z_]+|target_info)`")]
    private static partial Regex MetricName();

    [GeneratedRegex("[{,]([a-z_]+)=\"")]
    private static partial Regex LabelName();
}
