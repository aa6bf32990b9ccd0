using System.Buffers;
using System.Text;
using System.Text.Json;
using SignalExporter.Commands.Watch;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Tests;

public sealed class WatchJsonTests
{
    [Fact]
    public void An_event_is_an_object_on_a_line_of_its_own()
    {
        string text = Written(WatchEvents.Usual, WatchEvents.Failed);

        Assert.Equal(2, text.Count(c => c == '\n'));
        JsonElement e = Parse(text.Split('\n')[0]);
        Assert.Equal(
            ("2026-03-04T05:06:07.089123Z", "SIGKILL", "SI_USER", "user", "delivered"),
            (Text(e, "time"), Text(e, "signal"), Text(e, "code"), Text(e, "origin"), Text(e, "result")));
        JsonElement sender = e.GetProperty("sender");
        Assert.Equal(("bash", 4711, 4712, 1000), (Text(sender, "comm"), Number(sender, "pid"), Number(sender, "tid"), Number(sender, "uid")));
        Assert.Equal(("postgres", 1219), (Text(e.GetProperty("receiver"), "comm"), Number(e.GetProperty("receiver"), "pid")));
        Assert.Equal(
            [("sshd", 801), ("systemd", 1)],
            e.GetProperty("ancestors").EnumerateArray().Select(ancestor => (Text(ancestor, "comm"), Number(ancestor, "pid"))));
    }

    [Fact]
    public void A_failed_call_says_why()
    {
        JsonElement failure = Parse(Written(WatchEvents.Failed)).GetProperty("failure");

        Assert.Equal(("kill", "EPERM", 1219), (Text(failure, "syscall"), Text(failure, "error"), Number(failure, "target_pid")));
    }

    [Fact]
    public void A_container_is_named()
    {
        SignalEvent e = WatchEvents.Usual with { Sender = WatchEvents.Process(5, "sh", cgroup: $"/docker/{WatchEvents.ContainerId}") };

        Assert.Equal(WatchEvents.ContainerId, Text(Parse(Written(e)).GetProperty("sender"), "container_id"));
    }

    [Theory]
    [InlineData("\x1b[31m\x07", @"\u001B[31m\u0007")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\u202e\u009b\u00e9", @"\u202E\u009B\u00E9")]
    [InlineData("\U0001f4a9", @"\uD83D\uDCA9")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("<'&+`>~ /", "<'&+`>~ /")]
    [InlineData("\x7f", @"\u007F")]
    public void Names_are_harmless_and_read_back(string name, string written)
    {
        string text = Written(WatchEvents.Usual with { Sender = WatchEvents.Process(5, name) });

        Assert.True(text.Contains($"\"comm\":\"{written}\""), text);
        Assert.All(text.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(name, Text(Parse(text).GetProperty("sender"), "comm"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_as_in_labels()
    {
        SignalEvent e = WatchEvents.Usual with { Sender = WatchEvents.Process(5, new Comm([0xFF, (byte)'a', 0xC3])) };

        Assert.Equal(@"\xFFa\xC3", Text(Parse(Written(e)).GetProperty("sender"), "comm"));
    }

    private static string Written(params SignalEvent[] events)
    {
        var writer = new JsonEventWriter();
        var text = new ArrayBufferWriter<byte>();
        writer.WriteHeader(text);
        foreach (SignalEvent e in events)
        {
            writer.Write(e, text);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString()!;

    private static long Number(JsonElement element, string key) => element.GetProperty(key).GetInt64();
}
