using System.Globalization;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Tests;

/// <summary>The page in a real browser; what it looks like is left in the folder <c>screenshots</c> beside the tests.</summary>
public sealed class EventsBrowserTests
{
    private const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Pod = "/kubepods/burstable/pod0c5e35a8-1111-4222-8333-444455556666/" + ContainerId;

    // The worst contrast of any text with what is behind it (WCAG: 4.5 is enough for small text).
    private const string WorstContrast = """
        (() => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } };
          let worst = 21;
          for (const e of document.querySelectorAll('main *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
            worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
          }
          return worst;
        })()
        """;

    [Theory]
    [InlineData("desktop-light", 1280, 800, false, false)]
    [InlineData("desktop-dark", 1280, 800, false, true)]
    [InlineData("phone-light", 390, 844, true, false)]
    [InlineData("phone-dark", 390, 844, true, true)]
    [InlineData("tablet-light", 700, 900, true, false)]
    [InlineData("small-phone-dark", 320, 568, true, true)]
    public async Task What_killed_postgres_is_seen_without_scrolling(string name, int width, int height, bool isPhone, bool isDark)
    {
        await using EventsHost host = await EventsHost.StartAsync(ANight());
        await using EventsBrowser browser = await EventsBrowser.StartAsync();
        await browser.LookAsync(width, height, isPhone, isDark);
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;
        foreach ((string page, string query) in (IEnumerable<(string, string)>)
            [("all", ""), ("postgres", "?receiver=postgres"), ("form", "?receiver=postgres&refresh=0"), ("bad", "?signal=SIGKIL")])
        {
            await browser.OpenAsync(host.Http.BaseAddress + "events" + query);
            await browser.SaveAsync(Path.Combine(folder, $"{name}-{page}.png"));

            Assert.Equal("true", await browser.EvaluateAsync("document.scrollingElement.scrollWidth <= innerWidth"));
            double contrast = double.Parse((await browser.EvaluateAsync(WorstContrast))!, CultureInfo.InvariantCulture);
            Assert.True(contrast >= 4.5, $"{page}: {contrast}");
        }

        await browser.OpenAsync(host.Http.BaseAddress + "events?receiver=postgres");
        Assert.Equal("postgres(1219)", await browser.EvaluateAsync("document.querySelector('.fatal .to').innerText"));
        Assert.Equal("pkill(4711) < sh(801) < cron(640)", await browser.EvaluateAsync("document.querySelector('.fatal .chain').innerText"));
        Assert.Equal("true", await browser.EvaluateAsync("document.querySelector('.fatal').getBoundingClientRect().bottom <= innerHeight"));
    }

    [Fact]
    public async Task Names_stay_text()
    {
        string[] names = ["<script>x()", "\"onload='x()", "</td></tr>", "<img src=//x>", "<!--", "a\nb", "\u202eabc", "&lt;"];
        var source = new EventsSource();
        await using EventsHost host = await EventsHost.StartAsync(source);
        await using EventsBrowser browser = await EventsBrowser.StartAsync();
        foreach (string name in names)
        {
            source.Send(EventsSource.Event(sender: name, receiver: name) with
            {
                Ancestors = [new Ancestor(1, Comm.From(name))],
                Receiver = EventsSource.Process(1, name, "/" + name),
                CommandLine = name,
            });
        }

        await browser.OpenAsync(host.Http.BaseAddress + "events?refresh=0");

        Assert.Equal("8 5 0", await browser.EvaluateAsync(
            "[document.querySelectorAll('tbody tr').length, document.querySelectorAll('tbody tr:first-child td').length, document.querySelectorAll('script, img, [onload]').length].join(' ')"));
        Assert.Equal(
            ["&lt;", "\\u{202E}abc", "a\\u{A}b", "<!--", "<img src=//x>", "</td></tr>", "\"onload='x()", "<script>x()"],
            (await browser.EvaluateAsync("[...document.querySelectorAll('.to bdi')].map(e => e.textContent).join('\\u0000')"))!.Split('\0'));

        // A link leads to the very name that it shows.
        await browser.OpenAsync(host.Http.BaseAddress + "events?refresh=0");
        await browser.OpenAsync((await browser.EvaluateAsync("document.querySelectorAll('.to a')[7].href"))!);
        Assert.Equal("1", await browser.EvaluateAsync("document.querySelectorAll('tbody tr').length"));
        Assert.Equal("<script>x()", await browser.EvaluateAsync("document.querySelector('.chain bdi').textContent"));
    }

    [Fact]
    public async Task It_shows_what_is_new_by_itself_keeps_the_filter_and_loads_nothing_else()
    {
        var source = new EventsSource();
        await using EventsHost host = await EventsHost.StartAsync(source);
        await using EventsBrowser browser = await EventsBrowser.StartAsync();
        await browser.OpenAsync(host.Http.BaseAddress + "events?receiver=postgres&refresh=1");
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('tbody tr').length"));

        source.Send(EventsSource.Event(), EventsSource.Event(receiver: "other"));

        for (int i = 0; i < 100 && await browser.EvaluateAsync("document.querySelectorAll('tbody tr').length") == "0"; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal("1", await browser.EvaluateAsync("document.querySelectorAll('tbody tr').length"));
        Assert.Equal("0", await browser.EvaluateAsync("performance.getEntriesByType('resource').length"));
    }

    [Fact]
    public async Task The_form_asks_for_what_was_typed()
    {
        await using EventsHost host = await EventsHost.StartAsync(ANight());
        await using EventsBrowser browser = await EventsBrowser.StartAsync();
        await browser.OpenAsync(host.Http.BaseAddress + "events?refresh=0");

        await browser.EvaluateAsync("(document.querySelector('[name=receiver]').value = 'postgres', document.querySelector('[name=signal]').value = 'kill', document.querySelector('form button').click())");

        for (int i = 0; i < 100 && await browser.EvaluateAsync("location.search.includes('receiver=postgres') && document.readyState") != "complete"; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal("1", await browser.EvaluateAsync("document.querySelectorAll('tbody tr').length"));
        Assert.Equal("1", await browser.EvaluateAsync("document.querySelectorAll('meta[http-equiv=refresh]').length"));
    }

    /// <summary>An ordinary night, and what happened to postgres.</summary>
    private static EventsSource ANight()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var source = new EventsSource();
        SignalEvent kill = EventsSource.Event() with { Time = now.AddSeconds(-12), Receiver = EventsSource.Process(1219, "postgres", Pod) with { NamespacePid = 1 } };
        SignalEvent term = kill with { Time = now.AddMinutes(-3), Signal = new Signal(15) };
        SignalEvent[] night =
        [
            EventsSource.Event("systemd", "nginx", 1) with { Time = now.AddDays(-2), Ancestors = [] },
            EventsSource.Event("kernel", "java", 9, Origin.Oom) with
            {
                Time = now.AddHours(-5),
                Sender = null,
                Ancestors = [],
                Receiver = EventsSource.Process(77, "java", Pod) with { ThreadComm = Comm.From("GC Thread#0"), Tid = 79 },
            },
            EventsSource.Event("x", "ffmpeg", 11, Origin.Fault) with
            {
                Time = now.AddMinutes(-40),
                Sender = null,
                Ancestors = [],
                Code = new SignalCode(new Signal(11), 1, Origin.Fault),
                Receiver = EventsSource.Process(31337, "ffmpeg", "/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-0c5e35a8.scope"),
            },
            EventsSource.Event("runc", "sleep", 15) with { Time = now.AddMinutes(-20), Result = SignalResult.IgnoredByInit, Receiver = EventsSource.Process(900, "sleep", Pod) },
            EventsSource.Event("bash", "x", 15) with { Time = now.AddMinutes(-10), Receiver = null, Failure = new SendFailure(SendingCall.Kill, 1, 1219) },
            EventsSource.Event("liar", "victim", 34) with { Time = now.AddMinutes(-9), ForgedPid = 1, Value = 42, CommandLine = "/usr/bin/liar --password=" + new string('x', 200) },
            term,
            kill,
            EventsSource.Event("bash", "<b>bold", 19) with { Time = now.AddMilliseconds(-300) },
        ];
        source.SendLater(night);
        return source;
    }
}
