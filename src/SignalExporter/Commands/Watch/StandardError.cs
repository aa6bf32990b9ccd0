using System.Text;

namespace SignalExporter.Commands.Watch;

/// <summary>Standard error as it is, each line at once. Nobody can be told that it does not take any.</summary>
internal sealed class StandardError : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        byte[] bytes = new byte[Encoding.GetMaxByteCount(buffer.Length)];
        _ = Descriptor.Write(Libc.STDERR_FILENO, bytes.AsSpan(0, Encoding.GetBytes(buffer, bytes)));
    }

    public override void WriteLine(string? value) => Write(value + "\n");
}
