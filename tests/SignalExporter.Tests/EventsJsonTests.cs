using System.Text;
using System.Text.Json;
using SignalExporter.Events;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Tests;

public sealed class EventsJsonTests
{
    private const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void An_event_has_these_keys_in_this_order() => Assert.Equal(
        """
        {"time":"2026-01-31T03:00:00.000000Z","signal":"SIGKILL","code":"SI_USER","origin":"user","result":"delivered",
        "sender":{"pid":4711,"tid":4711,"ns_pid":4711,"uid":26,"comm":"pkill","thread_comm":"pkill","cgroup":"/system.slice/cron.service"},
        "ancestors":[{"pid":801,"comm":"sh"},{"pid":640,"comm":"cron"}],
        "receiver":{"pid":1219,"tid":1219,"ns_pid":1219,"uid":26,"comm":"postgres","thread_comm":"postgres","cgroup":"/system.slice/cron.service"}}
        """.ReplaceLineEndings(""),
        Json(EventsSource.Event()));

    [Fact]
    public void What_there_is_only_sometimes_has_its_place() => Assert.Equal(
        """
        {"time":"2026-01-31T03:00:00.123456Z","signal":"SIGRTMIN","code":"SI_QUEUE","origin":"user","result":"lose_info","value":-7,"forged_pid":1,
        "sender":null,"ancestors":[],
        "receiver":{"pid":1219,"tid":1220,"ns_pid":7,"uid":4294967295,"comm":"java","thread_comm":"GC","cgroup":"/kubepods/pod0c5e35a8-0000-0000-0000-000000000000/ID","container_id":"ID","pod_uid":"0c5e35a8-0000-0000-0000-000000000000"},
        "command_line":"a b"}
        """.ReplaceLineEndings("").Replace("ID", ContainerId, StringComparison.Ordinal),
        Json(EventsSource.Event() with
        {
            Time = EventsSource.Now.AddTicks(1_234_567),
            Signal = new Signal(34),
            Code = new SignalCode(new Signal(34), -1, Origin.User),
            Result = SignalResult.LoseInfo,
            Value = -7,
            ForgedPid = 1,
            Sender = null,
            Ancestors = [],
            Receiver = new EventProcess(
                1219, 1220, 7, uint.MaxValue, Comm.From("java"), Comm.From("GC"), new ControlGroup($"/kubepods/pod0c5e35a8-0000-0000-0000-000000000000/{ContainerId}")),
            CommandLine = "a b",
        }));

    [Fact]
    public void A_call_that_failed_has_no_result() => Assert.Equal(
        """
        {"time":"2026-01-31T03:00:00.000000Z","signal":"invalid","code":"SI_USER","origin":"user",
        "sender":{"pid":1,"tid":1,"ns_pid":1,"uid":26,"comm":"x","thread_comm":"x"},"ancestors":[],"receiver":null,
        "failure":{"syscall":"tgkill","error":"EINVAL","target_pid":-5}}
        """.ReplaceLineEndings(""),
        Json(EventsSource.Event() with
        {
            Signal = Signal.Invalid,
            Sender = EventsSource.Process(1, "x", ""),
            Ancestors = [],
            Receiver = null,
            Failure = new SendFailure(SendingCall.Tgkill, 22, -5),
        }));

    [Fact]
    public void Any_name_reads_back_and_is_plain_text_on_a_terminal()
    {
        string[] names = ["\"},{", "\u001b[31m", "a\nb", "\u202e", "\ud83d\ude00", "\\xFF", "</script>"];
        foreach (string name in names)
        {
            string json = Json(EventsSource.Event(sender: name) with { CommandLine = name, Receiver = EventsSource.Process(1, name, name) });

            Assert.All(json, c => Assert.InRange(c, ' ', '~'));
            Assert.DoesNotContain("<", json, StringComparison.Ordinal);
            JsonElement read = JsonDocument.Parse(json).RootElement;
            Assert.Equal(Comm.From(name).ToString(), read.GetProperty("sender").GetProperty("comm").GetString());
            Assert.Equal(name, read.GetProperty("receiver").GetProperty("cgroup").GetString());
            Assert.Equal(name, read.GetProperty("command_line").GetString());
        }
    }

    private static string Json(SignalEvent e)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            EventJson.Write(writer, e);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
