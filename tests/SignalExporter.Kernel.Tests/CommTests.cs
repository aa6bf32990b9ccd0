using System.Text;
using Xunit;

namespace SignalExporter.Kernel.Tests;

public sealed class CommTests
{
    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("", "")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("\\x41", "\\\\x41")]
    [InlineData("\\\\x41", "\\\\\\\\x41")]
    [InlineData("fifteen bytes!!", "fifteen bytes!!")]
    public void Text_stays_but_for_what_looks_like_an_escape(string name, string expected) =>
        Assert.Equal(expected, Comm.From(name).ToString());

    [Theory]
    [InlineData(new byte[] { 0xff }, "\\xFF")]
    [InlineData(new byte[] { 0x61, 0xc3 }, "a\\xC3")]
    [InlineData(new byte[] { 0x5c, 0xff }, "\\\\\\xFF")]
    [InlineData(new byte[] { 0xe2, 0x82, 0x41 }, "\\xE2\\x82A")]
    [InlineData(new byte[] { 0xc3, 0xa4 }, "\u00e4")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, "\\xED\\xA0\\x80")]
    public void Bytes_that_are_no_UTF8_are_escaped(byte[] name, string expected) =>
        Assert.Equal(expected, new Comm(name).ToString());

    [Fact]
    public void What_follows_the_first_NUL_does_not_count()
    {
        Assert.Equal(new Comm("ab"u8), new Comm("ab\0cd"u8));
        Assert.Equal("ab", new Comm("ab\0cd"u8).ToString());
    }

    [Fact]
    public void A_name_is_cut_at_15_bytes() => Assert.Equal("123456789012345", Comm.From("12345678901234567890").ToString());

    [Fact]
    public void No_two_names_have_the_same_text_and_each_text_is_UTF8()
    {
        // Short names of the bytes that matter, all of them.
        byte[] alphabet = [(byte)'\\', (byte)'x', (byte)'F', 0xff, 0xc3, 0xa4, (byte)'"', (byte)'\n'];
        var texts = new Dictionary<string, byte[]>();
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        IEnumerable<byte[]> names = [[]];
        for (int length = 0; length <= 5; length++)
        {
            foreach (byte[] name in names)
            {
                string text = new Comm(name).ToString();
                Assert.True(texts.TryAdd(text, name), $"{Convert.ToHexString(name)} and {Convert.ToHexString(texts[text])} are both {text}");
                _ = strict.GetBytes(text);
            }

            names = [.. names.SelectMany(name => alphabet.Select(next => (byte[])[.. name, next]))];
        }
    }
}
