using System.Globalization;
using System.Text;

namespace SignalExporter.Kernel;

/// <summary>Bytes that somebody chose as text that is always valid, and never the same for different bytes.</summary>
internal static class EscapedText
{
    /// <summary>
    /// A byte that is not UTF-8 is <c>\xNN</c>, and backslashes right before an <c>x</c> or before such a byte are doubled.
    /// </summary>
    internal static string From(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes) && !bytes.Contains((byte)'\\'))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        int backslashes = 0;
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            if (!valid || rune.Value == 'x')
            {
                text.Append('\\', backslashes);
            }

            if (valid)
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (byte b in bytes[..consumed])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
                }
            }

            backslashes = valid && rune.Value == '\\' ? backslashes + 1 : 0;
            bytes = bytes[consumed..];
        }

        return text.ToString();
    }
}
