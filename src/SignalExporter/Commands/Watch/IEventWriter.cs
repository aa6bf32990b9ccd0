using System.Buffers;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>How an event is written.</summary>
internal interface IEventWriter
{
    /// <summary>Writes what stands above all events, if anything does.</summary>
    void WriteHeader(IBufferWriter<byte> output);

    /// <summary>Writes an event, with its line feed.</summary>
    void Write(SignalEvent e, IBufferWriter<byte> output);
}
