using System.Buffers.Text;
using System.Globalization;

namespace SignalExporter.Prometheus.Exposition;

/// <summary>
/// Numbers as Go writes them (<c>strconv.FormatFloat(v, 'g', -1, 64)</c>): the shortest digits that read back the
/// same. OpenMetrics 1.0, "Canonical Numbers", asks for it in <c>le</c>; two spellings of a bound are two series.
/// </summary>
internal static class GoNumber
{
    /// <summary>No number is longer, neither an integer nor a double.</summary>
    public const int MaxLength = 32;

    // Go writes smaller and larger numbers with an exponent.
    private const int SmallestPlainExponent = -4;
    private const int LargestPlainExponent = 5;

    public static int Format(long value, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }

    public static int Format(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            return Copy(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8, destination);
        }

        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        shortest = shortest[..length];

        var written = 0;
        if (shortest[0] == '-')
        {
            destination[written++] = (byte)'-';
            shortest = shortest[1..];
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var (count, point) = Digits(shortest, digits);
        var exponent = point - 1;
        written += exponent is < SmallestPlainExponent or > LargestPlainExponent
            ? WithExponent(digits[..count], exponent, destination[written..])
            : WithoutExponent(digits[..count], point, destination[written..]);
        return written;
    }

    /// <summary>A bound in <c>le</c>: with <c>.0</c> where Go would write an integer.</summary>
    public static int FormatBound(double value, Span<byte> destination)
    {
        var length = Format(value, destination);
        return double.IsFinite(value) && destination[..length].IndexOfAny((byte)'.', (byte)'e') < 0
            ? length + Copy(".0"u8, destination[length..])
            : length;
    }

    /// <summary>Unix seconds to the tick, never with an exponent (OpenMetrics 1.0, "Timestamps").</summary>
    public static int FormatUnixSeconds(long utcTicks, Span<byte> destination)
    {
        var seconds = (decimal)(utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        seconds.TryFormat(destination, out var written, "0.0######", CultureInfo.InvariantCulture);
        return written;
    }

    // The significant digits of .NET's form (123.4, 1.5E-05), and where the point stands after them.
    private static (int Count, int Point) Digits(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var (count, point, exponent) = (0, 0, 0);
        var afterPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                afterPoint = true;
            }
            else if (text[i] == 'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (count > 0 || text[i] != '0')
            {
                digits[count++] = text[i];
                point += afterPoint ? 0 : 1;
            }
            else
            {
                point -= afterPoint ? 1 : 0;
            }
        }

        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }

        return count == 0 ? (0, 1) : (count, point + exponent);
    }

    private static int WithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        var written = 0;
        destination[written++] = digits[0];
        if (digits.Length > 1)
        {
            destination[written++] = (byte)'.';
            written += Copy(digits[1..], destination[written..]);
        }

        destination[written++] = (byte)'e';
        destination[written++] = (byte)(exponent < 0 ? '-' : '+');
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[written..], out var length, new('D', 2));
        return written + length;
    }

    private static int WithoutExponent(ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        var whole = Math.Max(point, 0);
        var written = 0;
        if (whole == 0)
        {
            destination[written++] = (byte)'0';
        }

        for (var i = 0; i < whole; i++)
        {
            destination[written++] = i < digits.Length ? digits[i] : (byte)'0';
        }

        if (digits.Length <= whole)
        {
            return written;
        }

        destination[written++] = (byte)'.';
        for (var i = point; i < 0; i++)
        {
            destination[written++] = (byte)'0';
        }

        return written + Copy(digits[whole..], destination[written..]);
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
