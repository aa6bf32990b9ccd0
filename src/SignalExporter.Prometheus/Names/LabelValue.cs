using System.Buffers;
using System.Text;

namespace SignalExporter.Prometheus.Names;

/// <summary>
/// Label values of any UTF-16 as valid UTF-8, no two different ones alike, with the escapes of both formats.
/// </summary>
internal static class LabelValue
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    public static void Append(string value, ArrayBufferWriter<byte> output)
    {
        var rest = WithoutLoneSurrogates(value).AsSpan();
        while (rest.IndexOfAny(Escaped) is var next and >= 0)
        {
            Encoding.UTF8.GetBytes(rest[..next], output);
            output.Write(rest[next] switch { '\n' => "\\n"u8, '"' => "\\\""u8, _ => "\\\\"u8 });
            rest = rest[(next + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
    }

    /// <summary>
    /// UTF-8 has no lone surrogates. One is written <c>\uDXXX</c>, and the backslashes before it, or before what reads
    /// like it in a real value, are doubled: an odd run means a surrogate, an even one a real text.
    /// </summary>
    internal static string WithoutLoneSurrogates(string value)
    {
        if (!NeedsWork(value))
        {
            return value;
        }

        var result = new StringBuilder(value.Length + 8);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                result.Append(c).Append(value[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                DoubleBackslashesAtEnd(result);
                result.Append($"\\u{(int)c:X4}");
            }
            else
            {
                if (ReadsLikeEscape(value.AsSpan(i)))
                {
                    DoubleBackslashesAtEnd(result);
                }

                result.Append(c);
            }
        }

        return result.ToString();
    }

    private static bool NeedsWork(string value) =>
        value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 || value.Contains("\\uD", StringComparison.Ordinal);

    // "uD800" to "uDFFF"
    private static bool ReadsLikeEscape(ReadOnlySpan<char> text) =>
        text.Length >= 5
        && text[0] == 'u'
        && text[1] == 'D'
        && text[2] is '8' or '9' or (>= 'A' and <= 'F')
        && char.IsAsciiHexDigitUpper(text[3])
        && char.IsAsciiHexDigitUpper(text[4]);

    private static void DoubleBackslashesAtEnd(StringBuilder text)
    {
        var count = 0;
        while (count < text.Length && text[text.Length - 1 - count] == '\\')
        {
            count++;
        }

        text.Append('\\', count);
    }
}
