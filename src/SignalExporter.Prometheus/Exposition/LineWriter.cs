using System.Buffers;

namespace SignalExporter.Prometheus.Exposition;

/// <summary>
/// Writes into the spans of an output, and asks for the next one only when a span is full: that call costs more than
/// a line.
/// </summary>
internal ref struct LineWriter(IBufferWriter<byte> output)
{
    private Span<byte> _span;
    private int _used;

    /// <summary>The bytes written so far.</summary>
    public int Written { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Advance(bytes.Length);
    }

    public void Write(byte character)
    {
        Room(1)[0] = character;
        Advance(1);
    }

    public void Write(long value) => Advance(GoNumber.Format(value, Room(GoNumber.MaxLength)));

    public void Write(double value) => Advance(GoNumber.Format(value, Room(GoNumber.MaxLength)));

    public void WriteUnixSeconds(long utcTicks) =>
        Advance(GoNumber.FormatUnixSeconds(utcTicks, Room(GoNumber.MaxLength)));

    /// <summary>Hands over what was written; to be called at the end.</summary>
    public void Commit()
    {
        if (_used > 0)
        {
            output.Advance(_used);
        }

        _span = default;
        _used = 0;
    }

    private Span<byte> Room(int length)
    {
        if (_span.Length - _used < length)
        {
            Commit();
            _span = output.GetSpan(length);
        }

        return _span[_used..];
    }

    private void Advance(int count)
    {
        _used += count;
        Written += count;
    }
}
