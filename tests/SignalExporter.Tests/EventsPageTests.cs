using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SignalExporter.Kernel;
using SignalExporter.Web.Events;
using Xunit;

namespace SignalExporter.Tests;

public sealed class EventsPageTests
{
    private const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_kill_shows_the_chain_the_place_and_the_time()
    {
        string page = Render(EventsSource.Event() with
        {
            Receiver = EventsSource.Process(1219, "postgres", $"/kubepods/pod0c5e35a8-0000-0000-0000-000000000000/{ContainerId}") with { NamespacePid = 1 },
        });

        Assert.Contains("<tr role=\"row\" class=\"fatal\">", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>pkill</bdi></a>(4711) &lt; <bdi>sh</bdi>(801) &lt; <bdi>cron</bdi>(640)", page, StringComparison.Ordinal);
        Assert.Contains("/system.slice/cron.service", page, StringComparison.Ordinal);
        Assert.Contains("title=\"" + ContainerId, page, StringComparison.Ordinal);
        Assert.Contains("pod 0c5e35a8-0000-0000-0000-000000000000", page, StringComparison.Ordinal);
        Assert.Contains("pid 1 in its namespace", page, StringComparison.Ordinal);
        Assert.Contains("12 s ago", page, StringComparison.Ordinal);
        Assert.Contains("datetime=\"2026-01-31T03:00:00.000000Z\"", page, StringComparison.Ordinal);
        Assert.Contains("03:00:00.000 UTC", page, StringComparison.Ordinal);
        Assert.Contains(">delivered<", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, SignalResult.Delivered, "class=\"fatal\"")]
    [InlineData(11, SignalResult.AlreadyPending, "class=\"fatal\"")]
    [InlineData(15, SignalResult.Delivered, "class=\"asking\"")]
    [InlineData(9, SignalResult.IgnoredByInit, "role=\"row\"><td")]
    [InlineData(15, SignalResult.Ignored, "role=\"row\"><td")]
    [InlineData(19, SignalResult.Delivered, "role=\"row\"><td")]
    public void What_ends_a_process_stands_out(int signal, SignalResult result, string mark) =>
        Assert.Contains(mark, Render(EventsSource.Event(signal: signal) with { Result = result }), StringComparison.Ordinal);

    [Fact]
    public void The_kernel_and_its_reason_are_named()
    {
        string page = Render(EventsSource.Event(origin: Origin.Oom) with { Sender = null, Ancestors = [] });

        Assert.Contains("the kernel (oom)", page, StringComparison.Ordinal);
        Assert.Contains("out of memory", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_failed_says_whom_it_was_for_and_why()
    {
        string page = Render(EventsSource.Event() with { Receiver = null, Failure = new SendFailure(SendingCall.Kill, 1, 1219) });

        Assert.Contains(">1219</td>", page, StringComparison.Ordinal);
        Assert.Contains("failed: kill EPERM", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"fatal\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>x()")]
    [InlineData("\"onload='x()")]
    [InlineData("'><b>")]
    [InlineData("&lt;b&gt;")]
    [InlineData("a\nb\rc")]
    [InlineData("\u202eabc")]
    [InlineData("\u2066\u200b")]
    [InlineData("</bdi></td>")]
    [InlineData("javascript:x()")]
    public void Whatever_a_process_calls_itself_stays_text(string name)
    {
        string hostile = Render(EventsSource.Event(sender: name, receiver: name) with
        {
            Ancestors = [new Ancestor(1, Comm.From(name))],
            Receiver = EventsSource.Process(1219, name, "/" + name) with { ThreadComm = Comm.From("t" + name) },
            CommandLine = name + string.Concat(Enumerable.Repeat("<b>", 1000)),
        });
        string harmless = Render(EventsSource.Event(sender: "a b", receiver: "a b") with
        {
            Ancestors = [new Ancestor(1, Comm.From("a b"))],
            Receiver = EventsSource.Process(1219, "a b", "/a b") with { ThreadComm = Comm.From("ta b") },
            CommandLine = "a b",
        });

        Assert.Equal(Markup(harmless), Markup(hostile));
        Assert.DoesNotContain("&#x202E;", hostile, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("&#xA;", hostile, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_name_that_no_filter_can_hold_is_no_link()
    {
        Assert.DoesNotContain("?sender=", Render(EventsSource.Event(sender: "a*b")), StringComparison.Ordinal);
        Assert.DoesNotContain("?sender=", Render(EventsSource.Event(sender: " a")), StringComparison.Ordinal);
        Assert.Contains("<i>(empty)</i>(4711)", Render(EventsSource.Event(sender: "")), StringComparison.Ordinal);
        Assert.Contains("href=\"?sender=a%26b\"", Render(EventsSource.Event(sender: "a&b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loss_is_shown()
    {
        var source = new EventsSource();
        source.Send(EventsSource.Event());
        await using EventsHost host = await EventsHost.StartAsync(source);
        Assert.Contains("None was lost.", await host.Http.GetStringAsync("/events"), StringComparison.Ordinal);

        source.Lost = new Dictionary<string, long> { ["ring_full"] = 1234 };

        Assert.Contains("Lost: 1,234 (ring_full)", await host.Http.GetStringAsync("/events"), StringComparison.Ordinal);
        Assert.EndsWith("\"seen\":1,\"lost\":{\"ring_full\":1234}}", await host.Http.GetStringAsync("/events?format=json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/events", "<meta http-equiv=\"refresh\" content=\"5\">")]
    [InlineData("/events?refresh=30&signal=9", "<meta http-equiv=\"refresh\" content=\"30\">")]
    [InlineData("/events?refresh=0", null)]
    [InlineData("/events?signal=x", null)]
    public async Task It_loads_itself_again_unless_it_is_paused(string address, string? expected)
    {
        await using EventsHost host = await EventsHost.StartAsync(new EventsSource());
        using HttpResponseMessage response = await host.Http.GetAsync(address);
        string page = await response.Content.ReadAsStringAsync();

        Assert.Equal(expected is not null, page.Contains("http-equiv", StringComparison.Ordinal));
        Assert.Contains(expected ?? "<form", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_events_it_says_so_and_what_to_do()
    {
        await using EventsHost off = await EventsHost.StartAsync(null);
        Assert.Contains("--no-collector.events", await off.Http.GetStringAsync("/events"), StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(await off.Http.GetStringAsync("/events?format=json")).RootElement;
        Assert.Equal(0, json.GetProperty("events").GetArrayLength());
        Assert.Equal(EventsPage.HowToTurnOn, json.GetProperty("off").GetString());

        await using EventsHost quiet = await EventsHost.StartAsync(new EventsSource());
        Assert.Contains("None of these signals has been sent yet: SIGKILL, SIGTERM.", await quiet.Http.GetStringAsync("/events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_newest_first_and_as_many_as_asked_for()
    {
        var source = new EventsSource();
        await using EventsHost host = await EventsHost.StartAsync(source);
        source.Send([.. Enumerable.Range(0, 1500).Select(i => EventsSource.Event(receiver: i % 2 == 0 ? "even" : "odd", second: i))]);
        host.Http.DefaultRequestHeaders.Add("Accept", "application/json");

        Assert.Equal(1000, (await Seconds("/events")).Length);
        int[] even = await Seconds("/events/?receiver=even&limit=3");
        Assert.Equal([1498, 1496, 1494], even);

        host.Http.DefaultRequestHeaders.Clear();
        string page = await host.Http.GetStringAsync("/events");
        Assert.Equal(100, page.Split("<tr role=\"row\" class").Length - 1);
        Assert.Contains("The newest 100 of the last 1,000. 1,500 seen since the start.", page, StringComparison.Ordinal);

        async Task<int[]> Seconds(string address) =>
            [.. JsonDocument.Parse(await host.Http.GetStringAsync(address)).RootElement.GetProperty("events").EnumerateArray()
                .Select(e => (int)(e.GetProperty("time").GetDateTimeOffset() - EventsSource.Now).TotalSeconds)];
    }

    [Theory]
    [InlineData("GET", "/events", null, 200, "text/html; charset=utf-8")]
    [InlineData("HEAD", "/events", null, 200, "text/html; charset=utf-8")]
    [InlineData("GET", "/events", "application/json", 200, "application/json; charset=utf-8")]
    [InlineData("GET", "/events?format=html", "application/json", 200, "text/html; charset=utf-8")]
    [InlineData("GET", "/events?format=json", "text/html", 200, "application/json; charset=utf-8")]
    [InlineData("GET", "/events?limit=x", "text/html", 400, "text/html; charset=utf-8")]
    [InlineData("GET", "/events?limit=x", "application/json", 400, "application/json; charset=utf-8")]
    [InlineData("GET", "/events?sender=%ff%0d%0aX-Evil:1&x=%", null, 400, "text/html; charset=utf-8")]
    [InlineData("POST", "/events", null, 405, "text/plain; charset=utf-8")]
    [InlineData("DELETE", "/events", null, 405, "text/plain; charset=utf-8")]
    public async Task It_answers(string method, string address, string? accept, int status, string contentType)
    {
        await using EventsHost host = await EventsHost.StartAsync(new EventsSource());
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using HttpResponseMessage response = await host.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("X-Evil"));
        if (status != 405)
        {
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.Equal("Accept", response.Headers.Vary.Single());
            Assert.Equal(
                contentType.StartsWith("text/html", StringComparison.Ordinal),
                response.Headers.TryGetValues("Content-Security-Policy", out IEnumerable<string>? policy)
                    && policy.Single().StartsWith("default-src 'none';", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_bad_filter_stays_in_the_form_with_the_reason_above_it()
    {
        await using EventsHost host = await EventsHost.StartAsync(new EventsSource());
        using HttpResponseMessage response = await host.Http.GetAsync("/events?signal=SIGKIL&receiver=%22%3E%3Cb%3E");
        string page = await response.Content.ReadAsStringAsync();

        Assert.Contains("did you mean SIGKILL?", page, StringComparison.Ordinal);
        Assert.Contains("name=\"signal\" value=\"SIGKIL\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"receiver\" value=\"&quot;&gt;&lt;b&gt;\"", page, StringComparison.Ordinal);

        using HttpResponseMessage json = await host.Http.GetAsync("/events?signal=SIGKIL&format=json");
        Assert.StartsWith("{\"errors\":[\"signal: ", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, "now")]
    [InlineData(0.5, "now")]
    [InlineData(59.9, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(7199, "1 h ago")]
    [InlineData(172800, "2 d ago")]
    public void Time_is_also_told_from_now(double seconds, string text) => Assert.Equal(text, EventTable.Ago(TimeSpan.FromSeconds(seconds)));

    private static string Render(SignalEvent e)
    {
        var source = new EventsSource();
        using var recent = new RecentEvents(source);
        source.Send(e);
        return string.Concat(new EventsPage(recent, EventQuery.All, EventsSource.Now.AddSeconds(12)).Render());
    }

    /// <summary>The tags and the names of their attributes, links left out: those are for names that a filter can hold.</summary>
    private static string Markup(string page) => string.Join(
        ' ',
        Regex.Matches(page, "<[^>]*>")
            .Select(tag => Regex.Replace(tag.Value, "\"[^\"]*\"", "")));
}
