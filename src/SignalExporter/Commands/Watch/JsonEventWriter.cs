using System.Buffers;
using System.Text.Json;
using SignalExporter.Events;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>An event as a JSON object on a line of its own, with the keys of <c>/events</c>.</summary>
internal sealed class JsonEventWriter : IEventWriter, IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance });

    public void WriteHeader(IBufferWriter<byte> output)
    {
    }

    public void Write(SignalEvent e, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        EventJson.Write(_json, e);
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
