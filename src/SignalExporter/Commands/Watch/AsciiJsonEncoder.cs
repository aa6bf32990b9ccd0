using System.Text.Encodings.Web;

namespace SignalExporter.Commands.Watch;

/// <summary>
/// JSON that is safe on a terminal and can be searched: printable ASCII stays as it is, but for <c>"</c> and <c>\</c>; all
/// else is <c>\uNNNN</c>. .NET's own choice also hides <c>+</c> (SIGRTMIN+1), which only matters inside HTML.
/// </summary>
internal sealed unsafe class AsciiJsonEncoder : JavaScriptEncoder
{
    internal static AsciiJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or > '~' or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (int i = 0; i < span.Length; i++)
        {
            if (WillEncode(span[i]))
            {
                return i;
            }
        }

        return -1;
    }

    // Each leaves what it allows as it is: the relaxed one has \" but would let most of Unicode through.
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        (unicodeScalar < 0x80 ? UnsafeRelaxedJsonEscaping : Default)
            .TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
