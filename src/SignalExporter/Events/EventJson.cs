using System.Globalization;
using System.Text.Json;
using SignalExporter.Kernel;
using SignalExporter.Telemetry;

namespace SignalExporter.Events;

/// <summary>An event as JSON: docs/events.md has its keys. What is not known is left out.</summary>
internal static class EventJson
{
    internal static void Write(Utf8JsonWriter writer, SignalEvent e)
    {
        writer.WriteStartObject();
        writer.WriteString("time"u8, Time(e.Time));
        writer.WriteString("signal"u8, e.Signal.Name);
        writer.WriteString("code"u8, e.Code.Name);
        writer.WriteString("origin"u8, e.Origin.Name());
        if (e.Failure is null)
        {
            writer.WriteString("result"u8, e.Result.Name());
        }

        WriteNumber(writer, "value"u8, e.Value);
        WriteNumber(writer, "forged_pid"u8, e.ForgedPid);
        Write(writer, "sender"u8, e.Sender);
        writer.WriteStartArray("ancestors"u8);
        foreach (Ancestor ancestor in e.Ancestors)
        {
            writer.WriteStartObject();
            writer.WriteNumber("pid"u8, ancestor.Pid);
            writer.WriteString("comm"u8, ancestor.Comm.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, "receiver"u8, e.Receiver);
        WriteText(writer, "command_line"u8, e.CommandLine);
        if (e.Failure is { } failure)
        {
            writer.WriteStartObject("failure"u8);
            writer.WriteString("syscall"u8, failure.Call.Name());
            writer.WriteString("error"u8, ErrorName(failure.Error));
            writer.WriteNumber("target_pid"u8, failure.TargetPid);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>RFC 3339 in UTC, to the microsecond.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the sending calls may fail with by name (<c>include/uapi/asm-generic/errno-base.h</c>), the rest by number.</summary>
    internal static string ErrorName(int error) => EventText.ErrorName(error);

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> key, EventProcess? process)
    {
        if (process is null)
        {
            writer.WriteNull(key);
            return;
        }

        writer.WriteStartObject(key);
        writer.WriteNumber("pid"u8, process.Pid);
        writer.WriteNumber("tid"u8, process.Tid);
        writer.WriteNumber("ns_pid"u8, process.NamespacePid);
        writer.WriteNumber("uid"u8, process.Uid);
        writer.WriteString("comm"u8, process.Comm.ToString());
        writer.WriteString("thread_comm"u8, process.ThreadComm.ToString());
        WriteText(writer, "cgroup"u8, process.ControlGroup.Path is "" ? null : process.ControlGroup.Path);
        WriteText(writer, "container_id"u8, process.ControlGroup.ContainerId);
        WriteText(writer, "pod_uid"u8, process.ControlGroup.PodUid);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> key, long? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(key, known);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> key, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(key, text);
        }
    }
}
