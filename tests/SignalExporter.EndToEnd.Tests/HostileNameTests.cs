using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A process's name is any 15 bytes but NUL. Each has its own label value, and none breaks anything.</summary>
[Collection(KernelSuite.Name)]
public sealed class HostileNameTests(Provoke provoke, CountingExporter counting) : IClassFixture<CountingExporter>
{
    /// <summary>The name, percent-encoded for the helper program, and the label value.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "a\"b", "a\"b" },
        { "\"}", "\"}" },
        { "a\\b", "a\\b" },
        { "a\\", "a\\" },
        { "\\n", "\\n" },
        { "a%0Ab", "a\nb" },
        { "a%0D%09b", "a\r\tb" },
        { "{a=\"b\"} 1", "{a=\"b\"} 1" },
        { "# EOF", "# EOF" },
        { "%FF%FE", "\\xFF\\xFE" },
        { "\\xFF", "\\\\xFF" },
        { "\\%FF", "\\\\\\xFF" },
        { "\\\\x", "\\\\\\\\x" },
        { "ab%C3", "ab\\xC3" },
        { "%C3%A9t%C3%A9", "\u00e9t\u00e9" },
        { "%ED%A0%80", "\\xED\\xA0\\x80" },
        { "%F0%9F%92%A9", "\U0001f4a9" },
        { "<script>", "<script>" },
        { "kernel", "kernel" },
        { "[other]", "[other]" },
        { "", "" },
        { " ", " " },
        { "fifteen-bytes-x", "fifteen-bytes-x" },
        { "sixteen-bytes-xy", "sixteen-bytes-x" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_is_written_so_that_it_reads_back(string name, string label)
    {
        int index = Names.TakeWhile(row => (string)row[0] != name).Count();
        (string first, string second) = ($"hostile-{index}a", $"hostile-{index}b");

        string growth = await counting.GrowthAsync([first, second], async () =>
        {
            await provoke.RunAsync("kill", 3, name, first);
            await provoke.RunAsync("kill", 4, second, name);
        });

        Assert.Equal(
            CountingExporter.Lines(
            [
                new ExpectedSeries("SIGUSR1", "SI_USER", "user", "delivered", label, first, 3),
                new ExpectedSeries("SIGUSR1", "SI_USER", "user", "delivered", second, label, 4),
            ]),
            growth);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_say()
    {
        foreach (object[] row in Names)
        {
            await provoke.RunAsync("kill", 1, (string)row[0], "promtool-row");
            await provoke.RunAsync("kill", 1, "promtool-row", (string)row[0]);
        }

        Scrape scrape = await counting.Exporter.ScrapeAsync();
        ToolResult check = await Tool.RunAsync("promtool", ["check", "metrics"], scrape.Text);

        Assert.Equal(
            new HashSet<string>(Names.Select(row => (string)row[1])),
            [.. scrape.Signals.Where(s => s["receiver_comm"] == "promtool-row").Select(s => s["sender_comm"])]);
        Assert.Equal(new ToolResult(0, "", ""), check);
    }

    [Fact]
    public async Task The_page_shows_a_name_as_text()
    {
        const string Name = "<script>evil()";
        const string Attribute = "\"onload='evil()";
        await provoke.RunAsync("storm", 200_000, Name, Attribute);

        string page = await counting.Exporter.Http.GetStringAsync("/");

        Assert.DoesNotContain(Name, page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Attribute, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;evil()", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("onload=", page, StringComparison.OrdinalIgnoreCase);
    }
}
