using System.Buffers.Binary;
using System.Text;

namespace SignalExporter.Telemetry.Tests;

/// <summary>A protobuf message, decoded by hand: the numbers of its fields are those of opentelemetry-proto 1.x.</summary>
internal sealed class OtlpMessage
{
    private readonly List<(int Number, ulong Value, byte[]? Bytes)> _fields = [];

    internal OtlpMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, Varint(ref bytes), null));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(bytes), null));
                    bytes = bytes[8..];
                    break;
                case 2:
                    int length = (int)Varint(ref bytes);
                    _fields.Add((number, 0, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(bytes), null));
                    bytes = bytes[4..];
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    internal bool Has(int number) => _fields.Any(field => field.Number == number);

    internal IEnumerable<OtlpMessage> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => new OtlpMessage(field.Bytes));

    internal OtlpMessage Message(int number) => Messages(number).Single();

    internal string Text(int number) =>
        Encoding.UTF8.GetString(_fields.SingleOrDefault(field => field.Number == number).Bytes ?? []);

    internal ulong Number(int number) => _fields.SingleOrDefault(field => field.Number == number).Value;

    internal double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    /// <summary>Packed 64-bit values.</summary>
    internal ulong[] Packed(int number) =>
        [.. _fields.Where(field => field.Number == number).SelectMany(field => field.Bytes!.Chunk(8)).Select(chunk => BinaryPrimitives.ReadUInt64LittleEndian(chunk))];

    /// <summary>KeyValue messages, with their AnyValues as plain ones.</summary>
    internal Dictionary<string, object> Attributes(int number) =>
        Messages(number).ToDictionary(pair => pair.Text(1), pair => AnyValue(pair.Message(2)));

    private static object AnyValue(OtlpMessage value) => value switch
    {
        _ when value.Has(1) => value.Text(1),
        _ when value.Has(2) => value.Number(2) != 0,
        _ when value.Has(3) => (long)value.Number(3),
        _ when value.Has(4) => value.Double(4),
        _ when value.Has(5) => value.Message(5).Messages(1).Select(AnyValue).ToArray(),
        _ => throw new InvalidDataException("a value of no kind"),
    };

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }
}
