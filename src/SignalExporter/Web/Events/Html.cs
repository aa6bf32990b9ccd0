using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>What others chose (names, paths, command lines) as HTML that means nothing but its letters.</summary>
internal static class Html
{
    /// <summary>
    /// As text, or as a quoted attribute that people read. What cannot be seen, or turns the letters around it, is shown by its
    /// number, as in <c>\u{202E}</c>.
    /// </summary>
    internal static string Text(string text) => HtmlEncoder.Default.Encode(text.All(c => c is >= ' ' and <= '~') ? text : Visible(text));

    /// <summary>As a quoted attribute that a program reads: every letter as it is.</summary>
    internal static string Attribute(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>A process's name, in isolation: letters from right to left leave their surroundings alone.</summary>
    internal static string Name(Comm comm)
    {
        string name = comm.ToString();
        return name.Length == 0 ? "<i>(empty)</i>" : $"<bdi>{Text(name)}</bdi>";
    }

    /// <summary>As in 1,234.</summary>
    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString();
    }
}
