using System.Buffers;
using System.Text;
using SignalExporter.Kernel;

namespace SignalExporter.Commands.Watch;

/// <summary>
/// An event as a line for other programs: nothing cut, no colours, no header, and tabs between the fields, since names have
/// blanks in them (cut -f4).
/// </summary>
internal sealed class PlainEventWriter(bool tree, TimeZoneInfo zone) : IEventWriter
{
    public void WriteHeader(IBufferWriter<byte> output)
    {
    }

    public void Write(SignalEvent e, IBufferWriter<byte> output)
    {
        List<string> fields =
        [
            EventCells.Time(e, zone), e.Signal.Name, Whole(EventCells.Sender(e)), EventCells.Uid(e), Whole(EventCells.Receiver(e)),
            e.Origin.Name(), EventCells.Code(e), EventCells.Result(e),
        ];
        if (tree)
        {
            string chain = string.Join(" < ", EventCells.Chain(e));
            fields.Add(chain.Length > 0 ? chain : EventCells.None);
        }

        fields.AddRange(EventCells.Details(e));
        Encoding.UTF8.GetBytes(string.Join('\t', fields), output);
        output.Write("\n"u8);
    }

    private static string Whole((string Name, string Pid, string Container) process) =>
        process.Name + process.Pid + process.Container;
}
