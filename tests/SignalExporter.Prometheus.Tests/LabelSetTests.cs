using SignalExporter.Prometheus.Names;
using SignalExporter.Prometheus.Tests.Naive;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class LabelSetTests
{
    private static LabelSet Labels(params (string Name, string Value)[] labels) =>
        LabelSet.Create([.. labels.Select(label => new KeyValuePair<string, string>(label.Name, label.Value))]);

    [Fact]
    public void The_order_does_not_matter()
    {
        Assert.Equal("{a=\"1\",b=\"2\"}", Labels(("b", "2"), ("a", "1")).ToString());
        Assert.Equal(Labels(("a", "1"), ("b", "2")), Labels(("b", "2"), ("a", "1")));
        Assert.Equal(Labels(("a", "1"), ("b", "2")).GetHashCode(), Labels(("b", "2"), ("a", "1")).GetHashCode());
        Assert.NotEqual(Labels(("a", "1")), Labels(("a", "2")));
    }

    [Fact]
    public void Values_are_escaped() =>
        Assert.Equal("{a=\"\\\\ \\\" \\n \r \0 \u20ac\"}", Labels(("a", "\\ \" \n \r \0 \u20ac")).ToString());

    [Fact]
    public void An_empty_value_is_no_label()
    {
        Assert.Same(LabelSet.Empty, Labels(("a", "")));
        Assert.Equal(Labels(("b", "1")), Labels(("a", ""), ("b", "1")));
    }

    [Fact]
    public void Names_that_become_one_join_their_values_in_the_order_of_the_names()
    {
        Assert.Equal("{a_b=\"2;3;1\"}", Labels(("a_b", "1"), ("a-b", "2"), ("a.b", "3")).ToString());
        Assert.Equal("{a=\"1;2\"}", Labels(("a", "2"), ("a", "1")).ToString());
    }

    [Theory]
    [InlineData("http.method", "http_method")]
    [InlineData("a:b", "a_b")]
    [InlineData("9", "_9")]
    [InlineData("__name__", "_name_")]
    [InlineData("", "_")]
    [InlineData("...", "_")]
    [InlineData("\u00e9t\u00e9", "_t_")]
    public void A_name_is_translated(string name, string expected) =>
        Assert.Equal($"{{{expected}=\"x\"}}", Labels((name, "x")).ToString());

    [Fact]
    public void A_null_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Labels(("a", null!)));
        Assert.Throws<ArgumentException>(() => Labels((null!, "a")));
    }

    // No theory: the data of an attribute is UTF-8, which has no lone surrogates.
    [Fact]
    public void A_lone_surrogate_is_written_in_letters() => Assert.All(
        [
            ("\ud800", "\\uD800"),
            ("a\udc00b", "a\\uDC00b"),
            ("\\uD800", "\\\\uD800"),
            ("\\\ud800", "\\\\\\uD800"),
            ("\\ud800", "\\ud800"),
            ("C:\\users", "C:\\users"),
            ("\ud83d\ude00", "\ud83d\ude00"),
            ("\ud83d\ud83d\ude00", "\\uD83D\ud83d\ude00"),
        ],
        (Action<(string Value, string Expected)>)(example =>
            Assert.Equal(example.Expected, LabelValue.WithoutLoneSurrogates(example.Value))));

    [Fact]
    public void No_two_values_become_one()
    {
        string[] pieces = ["\\", "u", "D", "8", "00", "uD800", "\ud800", "\udc00", "\ud83d\ude00", "\"", "\n", "n"];
        var values = from a in pieces from b in pieces from c in pieces from d in pieces select a + b + c + d;
        var distinct = values.Distinct().ToList();

        Assert.Equal(distinct.Count, distinct.Select(value => Labels(("a", value))).Distinct().Count());
        Assert.All(distinct, value => Assert.Equal(
            NaiveNames.ValidUnicode(value), LabelValue.WithoutLoneSurrogates(value)));
    }
}
