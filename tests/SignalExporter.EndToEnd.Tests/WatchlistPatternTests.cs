using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Which processes a pattern of the watchlist means, and how it is shown.</summary>
[Collection(KernelSuite.Name)]
public sealed class WatchlistPatternTests(Provoke provoke)
{
    [Fact]
    public async Task A_name_fits_whole_and_a_prefix_all_that_begin_so()
    {
        Scrape scrape = await WatchlistFile.ScrapeAfterAsync(
            """
            critical:
              - process: wl-pre*
              - process: wl-lit
              - process: wl-fifteen-byte
              - process: wl-prefix-whole*
            """,
            async () =>
            {
                string[] names =
                [
                    "wl-pre", "wl-prefix-is-15", "wl-pr", "Wl-pre", "wl-lit", "wl-lit2", "wl-li", "wl-fifteen-bytes",
                    "wl-prefix-whole",
                ];
                foreach (string name in names)
                {
                    await provoke.RunAsync("sigkill", 1, "wl-killer", name);
                }
            });

        Assert.Equal(
            """
            wl-fifteen-byte SIGKILL expected=false user wl-killer > wl-fifteen-byte
            wl-lit SIGKILL expected=false user wl-killer > wl-lit
            wl-pre* SIGKILL expected=false user wl-killer > wl-pre
            wl-pre* SIGKILL expected=false user wl-killer > wl-prefix-is-15
            wl-pre* SIGKILL expected=false user wl-killer > wl-prefix-whole
            wl-prefix-whole* SIGKILL expected=false user wl-killer > wl-prefix-whole
            """,
            scrape.CriticalLast());
        Assert.Equal(6, scrape.Critical().Sum(s => s.Value));
    }

    [Fact]
    public async Task A_pattern_is_the_label_as_it_was_written()
    {
        // The name, percent-encoded for the helper program; its label; the pattern in YAML; the pattern's label.
        (string Name, string Label, string Yaml, string Pattern)[] cases =
        [
            ("w\"q", "w\"q", "'w\"q'", "w\"q"),
            ("w\"} 1", "w\"} 1", "'w\"}*'", "w\"}*"),
            ("w\\", "w\\", "'w\\'", "w\\"),
            ("w\\n", "w\\n", "'w\\n'", "w\\n"),
            ("w%0Ab", "w\nb", "\"w\\nb\"", "w\nb"),
            ("w{a=\"b\"} 1", "w{a=\"b\"} 1", "'w{a=\"b\"} 1*'", "w{a=\"b\"} 1*"),
            ("# EOF wl", "# EOF wl", "'# EOF wl'", "# EOF wl"),
            ("w%C3%A9t", "w\u00e9t", "\"w\u00e9t*\"", "w\u00e9t*"),
            ("wbad%FF", "wbad\\xFF", "wbad*", "wbad*"),
            ("w\\xFF", "w\\\\xFF", "'w\\xFF'", "w\\xFF"),
            ("<script>wl", "<script>wl", "<script>*", "<script>*"),
        ];
        string[] rules = [.. cases.Select(c => $"  - {{process: {c.Yaml}, expected_senders: [{c.Yaml}]}}")];

        Scrape scrape = await WatchlistFile.ScrapeAfterAsync($"critical:\n{string.Join('\n', rules)}\n", async () =>
        {
            foreach ((string name, _, _, _) in cases)
            {
                await provoke.RunAsync("sigkill", 1, "unlisted", name);
                await provoke.RunAsync("sigkill", 2, name, name);
            }
        });
        ToolResult check = await Tool.RunAsync("promtool", ["check", "metrics"], scrape.Text);

        Assert.Equal(
            cases.SelectMany(c => new[] { (c.Pattern, "false", 1.0), (c.Pattern, "true", 2.0) }).Order(),
            scrape.Critical().Select(s => (s["process"], s["expected"], s.Value)).Order());
        Assert.Equal(
            cases.SelectMany(c => new[] { (c.Pattern, "unlisted", c.Label), (c.Pattern, c.Label, c.Label) }).Order(),
            scrape.LastTimestamps().Select(s => (s["process"], s["sender_comm"], s["receiver_comm"])).Order());
        Assert.Equal(new ToolResult(0, "", ""), check);
    }
}
