using System.Net;
using System.Text.Json;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What killed it? <c>/events</c> and the page at <c>/</c> say, with real signals.</summary>
[Collection(KernelSuite.Name)]
public sealed class EventsPageTests(Provoke provoke)
{
    // Nobody else on the machine sends it.
    private const int OurSignal = 53;
    private const string OnlyOurs = "--events.signals=SIGRTMIN+19";

    [Fact]
    public async Task A_kill_is_there_at_once_with_its_chain_for_programs_and_for_people()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        await provoke.RunAsync("sigkill", 2, "page-killer", "page-victim");

        JsonElement[] events = await EventsAsync(exporter, "receiver=page-vic*&sender=page-killer&signal=kill");

        Assert.Equal(2, events.Length);
        Assert.True(events[0].GetProperty("time").GetDateTimeOffset() > events[1].GetProperty("time").GetDateTimeOffset());
        Assert.Equal("delivered", events[0].GetProperty("result").GetString());
        Assert.Equal("provoke", events[0].GetProperty("ancestors")[0].GetProperty("comm").GetString());
        string page = await exporter.Http.GetStringAsync("/events?receiver=page-victim");
        Assert.Contains($"<bdi>page-victim</bdi></a>({events[0].GetProperty("receiver").GetProperty("pid").GetInt32()})", page, StringComparison.Ordinal);
        Assert.Contains(
            $"<bdi>page-killer</bdi></a>({events[0].GetProperty("sender").GetProperty("pid").GetInt32()}) &lt; <bdi>provoke</bdi>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_flood_there_are_the_last_1000_and_every_one_is_seen_or_lost()
    {
        const int Count = 200_000;
        await using Exporter exporter = await Exporter.StartAsync(OnlyOurs);
        await provoke.RunAsync("names", 1, "page-flood-", "page-flooded", Count, OurSignal);

        using JsonDocument answer = JsonDocument.Parse(await exporter.Http.GetStringAsync("/events?format=json"));

        Assert.Equal(1000, answer.RootElement.GetProperty("events").GetArrayLength());
        long lost = answer.RootElement.GetProperty("lost").EnumerateObject().Sum(reason => reason.Value.GetInt64());
        Assert.Equal(Count, answer.RootElement.GetProperty("seen").GetInt64() + lost);
        Assert.Contains(lost == 0 ? "None was lost." : "Lost: ", await exporter.Http.GetStringAsync("/events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_browser_names_stay_text()
    {
        await using Exporter exporter = await Exporter.StartAsync(OnlyOurs);
        foreach (string name in (string[])["<img src=x>", "</td></tr><p>", "<script>x()", "\"id='x"])
        {
            await provoke.RunAsync("kill", 1, name, name, OurSignal);
        }

        string profile = Directory.CreateTempSubdirectory("events-page").FullName;
        try
        {
            foreach (string path in (string[])["/events?refresh=0", "/?refresh=0"])
            {
                ToolResult dump = await Tool.RunAsync("chromium",
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--dump-dom", exporter.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path,
                ]);

                Assert.Contains("<bdi>&lt;img src=x&gt;</bdi>", dump.Output, StringComparison.Ordinal);
                Assert.Contains("<bdi>&lt;/td&gt;&lt;/tr&gt;&lt;p&gt;</bdi>", dump.Output, StringComparison.Ordinal);
                Assert.DoesNotContain("<img", dump.Output, StringComparison.Ordinal);
                Assert.DoesNotContain("<script", dump.Output, StringComparison.Ordinal);
                Assert.DoesNotContain("id=\"x", dump.Output, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    [Fact]
    public async Task Without_the_collector_the_page_says_how_to_turn_it_on()
    {
        await using Exporter exporter = await Exporter.StartAsync("--no-collector.events");

        Assert.Contains("--no-collector.events", await exporter.Http.GetStringAsync("/events"), StringComparison.Ordinal);
        Assert.Contains("--no-collector.events", await exporter.Http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Empty(await EventsAsync(exporter, ""));
    }

    [Fact]
    public async Task A_bad_filter_is_refused_with_the_reason()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        using HttpResponseMessage response = await exporter.Http.GetAsync("/events?signal=SIGKIL&format=json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("did you mean SIGKILL?", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> EventsAsync(Exporter exporter, string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await exporter.Http.GetStringAsync($"/events?format=json&{query}"));
        return [.. answer.RootElement.GetProperty("events").EnumerateArray().Select(e => e.Clone())];
    }
}
