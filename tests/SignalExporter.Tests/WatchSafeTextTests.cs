using SignalExporter.Commands.Watch;
using Xunit;

namespace SignalExporter.Tests;

public sealed class WatchSafeTextTests
{
    [Theory]
    [InlineData("postgres", "postgres")]
    [InlineData("tmux: server", "tmux: server")]
    [InlineData("\x1b[31mred", @"\x1B[31mred")]
    [InlineData("a\nb\tc\0\x7f", @"a\x0Ab\x09c\x00\x7F")]
    [InlineData("\u009b31m", @"\u{9B}31m")]
    [InlineData("\u202egpj", @"\u{202E}gpj")]
    [InlineData("\u200b\u2028\ufeff", @"\u{200B}\u{2028}\u{FEFF}")]
    [InlineData("\u00a0", @"\u{A0}")]
    [InlineData("\ue000\U000f0000", @"\u{E000}\u{F0000}")]
    [InlineData("\u0301x", @"\u{301}x")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("\u00e9t\u00e9 \u65e5\u672c \U0001f4a9", "\u00e9t\u00e9 \u65e5\u672c \U0001f4a9")]
    public void What_cannot_be_seen_is_spelt_out(string text, string shown) => Assert.Equal(shown, SafeText.Show(text));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("\u00e9", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u65e5\u672c", 4)]
    [InlineData("\U0001f4a9", 2)]
    [InlineData("", 0)]
    public void Widths_are_those_of_terminals(string text, int width) => Assert.Equal(width, SafeText.Width(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd~")]
    [InlineData("abcdef", 1, "~")]
    [InlineData("abcdef", 0, "")]
    [InlineData("\u65e5\u672c", 4, "\u65e5\u672c")]
    [InlineData("\u65e5\u672c", 3, "\u65e5~")]
    [InlineData("\u65e5\u672c", 2, "~")]
    public void A_cut_is_marked(string text, int columns, string cut) => Assert.Equal(cut, SafeText.Cut(text, columns));
}
