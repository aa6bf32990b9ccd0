using System.Buffers.Binary;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// The fields of a protobuf message, for the few short answers that the SDK does not show: what was rejected, when to come
/// back. Bad bytes end it, as if the message ended there.
/// </summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The field's number.</summary>
    internal int Number { get; private set; }

    /// <summary>A number's value.</summary>
    internal long Value { get; private set; }

    /// <summary>A string's or a message's bytes.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    internal bool MoveNext()
    {
        Value = 0;
        Bytes = [];
        if (!TryVarint(out long tag))
        {
            return false;
        }

        Number = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                bool good = TryVarint(out long value);
                Value = value;
                return good;
            case 1 when _rest.Length >= 8:
                Value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
                _rest = _rest[8..];
                return true;
            case 2 when TryVarint(out long length) && length >= 0 && length <= _rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case 5 when _rest.Length >= 4:
                Value = BinaryPrimitives.ReadInt32LittleEndian(_rest);
                _rest = _rest[4..];
                return true;
            default:
                return false;
        }
    }

    private bool TryVarint(out long value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (long)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
