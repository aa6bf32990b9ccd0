using System.Globalization;
using System.Text;

namespace SignalExporter.Commands.Watch;

/// <summary>Names and command lines, of which a process chooses every byte, so that they only ever are read and never obeyed.</summary>
internal static class SafeText
{
    private const char Cutter = '~';

    /// <summary>The text with all that a terminal could obey, or that cannot be seen, as <c>\xNN</c> or <c>\u{N}</c>.</summary>
    internal static string Show(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsVisible(rune, first: shown.Length == 0))
            {
                shown.Append(rune.ToString());
            }
            else
            {
                string number = rune.Value.ToString("X2", CultureInfo.InvariantCulture);
                shown.Append(rune.IsAscii ? $"\\x{number}" : $"\\u{{{number}}}");
            }
        }

        return shown.ToString();
    }

    /// <summary>How many columns a shown text takes.</summary>
    internal static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Width(rune);
        }

        return width;
    }

    /// <summary>A shown text, at so many columns at most; where it is cut it ends in <c>~</c>.</summary>
    internal static string Cut(string text, int columns)
    {
        if (text.Length <= columns / 2 || Width(text) <= columns)
        {
            return text;
        }

        var cut = new StringBuilder(columns);
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Width(rune);
            if (width > columns - 1)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return columns > 0 ? cut.Append(Cutter).ToString() : "";
    }

    // A mark would be drawn over what stands before it, where that is not part of the text.
    private static bool IsVisible(Rune rune, bool first) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => !first,
        _ => true,
    };

    private static int Width(Rune rune) =>
        rune.IsAscii ? 1
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : IsWide(rune.Value) ? 2 : 1;

    // Unicode's EastAsianWidth.txt, W and F, in blocks: terminals do not agree on more.
    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F900 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
