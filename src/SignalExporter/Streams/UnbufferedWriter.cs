using System.Text;

namespace SignalExporter.Streams;

/// <summary>Text in UTF-8 for a descriptor. Each call is one write: nothing waits in a buffer.</summary>
internal abstract class UnbufferedWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public abstract void Write(ReadOnlySpan<byte> text);

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        byte[] bytes = new byte[Encoding.GetMaxByteCount(buffer.Length)];
        Write(bytes.AsSpan(0, Encoding.GetBytes(buffer, bytes)));
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");
}
