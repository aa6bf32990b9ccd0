using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SignalExporter.Kernel;
using SignalExporter.Web.Events;
using Xunit;

namespace SignalExporter.Tests;

public sealed class EventsQueryTests
{
    private static readonly SignalEvent FromKernel = EventsSource.Event(origin: Origin.Oom) with { Sender = null, Ancestors = [] };

    private static readonly SignalEvent Failed = EventsSource.Event() with { Receiver = null, Failure = new SendFailure(SendingCall.Kill, 1, 99) };

    [Theory]
    [InlineData("", true)]
    [InlineData("signal=SIGKILL", true)]
    [InlineData("signal=term,kill", true)]
    [InlineData("signal=15&signal=9", true)]
    [InlineData("signal=SIGTERM", false)]
    [InlineData("sender=pkill", true)]
    [InlineData("sender=pk*", true)]
    [InlineData("sender=pk", false)]
    [InlineData("receiver=postgres", true)]
    [InlineData("receiver=post*&sender=bash", false)]
    [InlineData("origin=user", true)]
    [InlineData("origin=oom,user", true)]
    [InlineData("origin=oom", false)]
    [InlineData("pid=4711", true)]
    [InlineData("pid=1219", true)]
    [InlineData("pid=801", false)]
    [InlineData("since=1m", true)]
    [InlineData("since=2026-01-31T03:00:00Z", true)]
    [InlineData("since=2026-01-31T04:00:00%2B01:00", true)]
    [InlineData("since=2026-01-31T04:00:00+01:00", true)]
    [InlineData("since=2026-01-31T03:00:01Z", false)]
    [InlineData("since=2026-01-31", true)]
    [InlineData("receiver=&sender=&signal=&limit=", true)]
    public void A_filter_fits_or_not(string query, bool fits) => Assert.Equal(fits, Parse(query).Matches(EventsSource.Event()));

    [Fact]
    public void The_kernel_and_a_call_that_failed_have_filters_too()
    {
        Assert.True(Parse("sender=kernel").Matches(FromKernel));
        Assert.True(Parse("sender=k*&origin=oom").Matches(FromKernel));
        Assert.False(Parse("sender=pkill").Matches(FromKernel));
        Assert.True(Parse("pid=99").Matches(Failed));
        Assert.False(Parse("receiver=postgres").Matches(Failed));
    }

    [Theory]
    [InlineData("signal=SIGKIL", "signal: 'SIGKIL' is no signal; did you mean SIGKILL? Take names or numbers from 1 to 64, with commas between")]
    [InlineData("receiver=a*b", "receiver: 'a*b' is no name of a process: a * may stand at its end only; take a name as in postgres, or how names begin, as in postgres*")]
    [InlineData("sender=*", "sender: '*' is no name of a process: it would fit every process; take a name as in postgres, or how names begin, as in postgres*")]
    [InlineData("sender=%00", "no name has a NUL in it")]
    [InlineData("receiver=sixteen-bytes-xy", "'sixteen-bytes-x'")]
    [InlineData("origin=bored", "origin: 'bored' is no origin; take user, fault, timer, child, io, terminal, oom, cgroup_kill, parent_death, namespace_exit, kernel, with commas between")]
    [InlineData("pid=0", "pid: '0' is not a process id in the host's namespace; take a number from 1 to 2147483647")]
    [InlineData("pid=99999999999999999999", "pid: ")]
    [InlineData("since=yesterday", "since: 'yesterday' is neither a duration nor a time; take how long ago, as in 90s, 15m or 1h30m, or a time, as in 2026-01-31T03:00:00Z")]
    [InlineData("limit=1001", "limit: '1001' is not how many events to show; take a number from 1 to 1000")]
    [InlineData("limit=%2B5", "limit: ")]
    [InlineData("refresh=-1", "refresh: ")]
    [InlineData("format=xml", "format: 'xml' is not served; take json or html")]
    [InlineData("pid=1&pid=2", "pid: it stands there 2 times; give it once")]
    [InlineData("colour=red", "'colour' is no filter: take receiver, sender, signal, origin, pid, since, limit, refresh, format")]
    [InlineData("SIGNAL=9&Pid=1", "'Pid' is no filter")]
    [InlineData("=", "'' is no filter")]
    public void A_bad_filter_says_what_why_and_what_to_do(string query, string error)
    {
        EventQueryParser.Parse(QueryHelpers.ParseQuery(query), EventsSource.Now, out IReadOnlyList<string> errors);

        Assert.Contains(errors, message => message.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_is_wrong_is_told_and_long_texts_are_cut()
    {
        string much = new('x', 5000);

        EventQueryParser.Parse(
            QueryHelpers.ParseQuery($"signal={much},{much}&sender={much}&origin={much}&pid={much}&since={much}&limit={much}&{much}=1"),
            EventsSource.Now,
            out IReadOnlyList<string> errors);

        Assert.Equal(8, errors.Count);
        Assert.All(errors, error => Assert.True(error.Length < 400, error));
    }

    [Fact]
    public void No_query_is_an_exception()
    {
        var random = new Random(1);
        string[] keys = ["signal", "sender", "receiver", "origin", "pid", "since", "limit", "refresh", "format", "x"];
        const string letters = "0123456789smhd*-:TZ+% ,.\\\0\n\u00e9\u202e\ud83d<\"'&SIGTERMKILL";
        for (int i = 0; i < 20_000; i++)
        {
            Dictionary<string, StringValues> query = Enumerable.Range(0, 3)
                .Select(_ => keys[random.Next(keys.Length)])
                .Distinct()
                .ToDictionary(key => key, _ => new StringValues(new string(random.GetItems<char>(letters, random.Next(12)))));
            EventQuery parsed = EventQueryParser.Parse(query, EventsSource.Now, out _);
            parsed.Matches(Failed);
            string link = parsed.With(("sender", "x"));
            Assert.Matches("^[?&=%A-Za-z0-9_.~-]*$", link);
        }
    }

    [Fact]
    public void A_link_keeps_the_rest_of_the_query()
    {
        EventQuery query = Parse("signal=SIGTERM,SIGKILL&receiver=a%26b&since=");

        Assert.Equal("?receiver=a%26b&signal=SIGTERM%2CSIGKILL&refresh=0", query.With(("refresh", "0")));
        Assert.Equal("?receiver=x%20y", query.With(("signal", null), ("receiver", "x y")));
        Assert.Equal("?", EventQuery.All.With());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON; charset=utf-8", true)]
    [InlineData("application/json, text/plain, */*", true)]
    [InlineData("application/*", true)]
    [InlineData("application/json, text/html", false)]
    [InlineData("application/json;q=0.5, text/html", false)]
    [InlineData("application/json, text/html;q=0.9", true)]
    [InlineData("application/json;q=0, */*", false)]
    [InlineData("text/html;q=0, */*", true)]
    [InlineData("image/png", false)]
    [InlineData(";;;,,,q=1,,/", false)]
    public void Accept_decides(string? accept, bool json) => Assert.Equal(json, Acceptance.PrefersJson(accept));

    private static EventQuery Parse(string query)
    {
        EventQuery parsed = EventQueryParser.Parse(QueryHelpers.ParseQuery(query), EventsSource.Now, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        return parsed;
    }
}
