using SignalExporter.Prometheus.Tests.OpenMetrics;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>A parser that accepts everything would prove nothing.</summary>
public sealed class OpenMetricsParserTests
{
    [Theory]
    [InlineData("# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds x \\\" \\\\ \\n y\n"
        + "a_seconds_total{b=\"\\\"\\\\\\n\"} 1 # {trace_id=\"0\"} 0.5 1.5\n"
        + "a_seconds_created{b=\"\\\"\\\\\\n\"} 1.0\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 1 # {} 0.5\na_bucket{le=\"+Inf\"} 2\n"
        + "a_sum 3\na_count 2\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 2\n# EOF\n")]
    [InlineData("# TYPE target info\ntarget_info{a=\"b\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"1\"} NaN\na{x=\"2\"} -Inf\na{x=\"\0\"} 1e+06\n# EOF\n")]
    public void A_good_document_is_read(string document) => OpenMetricsParser.Parse(document);

    [Theory]
    [InlineData("no end", "# TYPE a gauge\na 1\n")]
    [InlineData("no last line feed", "# TYPE a gauge\na 1\n# EOF")]
    [InlineData("text after the end", "# EOF\n# TYPE a gauge\na 1\n")]
    [InlineData("an empty line", "# TYPE a gauge\n\na 1\n# EOF\n")]
    [InlineData("carriage returns", "# TYPE a gauge\r\na 1\r\n# EOF\n")]
    [InlineData("no type", "a 1\n# EOF\n")]
    [InlineData("an unknown type", "# TYPE a number\na 1\n# EOF\n")]
    [InlineData("untyped, which is text 0.0.4", "# TYPE a untyped\na 1\n# EOF\n")]
    [InlineData("a type twice", "# TYPE a gauge\n# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("help before type", "# HELP a x\n# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("help before unit", "# TYPE a_s gauge\n# HELP a_s x\n# UNIT a_s s\na_s 1\n# EOF\n")]
    [InlineData("metadata after samples", "# TYPE a gauge\na 1\n# HELP a x\n# EOF\n")]
    [InlineData("a comment", "# hello\n# EOF\n")]
    [InlineData("another comment", "# TYPE a gauge\n#a\na 1\n# EOF\n")]
    [InlineData("unit no suffix", "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n")]
    [InlineData("unit no word", "# TYPE milliseconds gauge\n# UNIT milliseconds seconds\nmilliseconds 1\n# EOF\n")]
    [InlineData("the unit is the name", "# TYPE seconds gauge\n# UNIT seconds seconds\nseconds 1\n# EOF\n")]
    [InlineData("an empty unit", "# TYPE a_ gauge\n# UNIT a_ \na_ 1\n# EOF\n")]
    [InlineData("unit of an info", "# TYPE a_s info\n# UNIT a_s s\na_s_info 1\n# EOF\n")]
    [InlineData("total in the family's name", "# TYPE a_total counter\na_total 1\n# EOF\n")]
    [InlineData("no total in the sample's name", "# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("a negative counter", "# TYPE a counter\na_total -1\n# EOF\n")]
    [InlineData("a counter that is NaN", "# TYPE a counter\na_total NaN\n# EOF\n")]
    [InlineData("an infinite counter", "# TYPE a counter\na_total +Inf\n# EOF\n")]
    [InlineData("created before total", "# TYPE a counter\na_created 1\na_total 1\n# EOF\n")]
    [InlineData("interleaved families",
        "# TYPE a gauge\na{x=\"1\"} 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("a sample of another family", "# TYPE a gauge\na 1\nb 1\n# EOF\n")]
    [InlineData("interleaved metrics",
        "# TYPE a counter\na_total{x=\"1\"} 1\na_total{x=\"2\"} 1\na_created{x=\"1\"} 1\n# EOF\n")]
    [InlineData("a series twice", "# TYPE a gauge\na{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n# EOF\n")]
    [InlineData("names that clash", "# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total{x=\"1\"} 1\n# EOF\n")]
    [InlineData("names that could clash", "# TYPE a counter\na_total 1\n# TYPE a_created gauge\na_created 1\n# EOF\n")]
    [InlineData("a bad name", "# TYPE a.b gauge\na.b 1\n# EOF\n")]
    [InlineData("a bad label name", "# TYPE a gauge\na{b.c=\"1\"} 1\n# EOF\n")]
    [InlineData("a reserved label name", "# TYPE a gauge\na{__name__=\"1\"} 1\n# EOF\n")]
    [InlineData("a label twice", "# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n# EOF\n")]
    [InlineData("a comma at the end", "# TYPE a gauge\na{b=\"1\",} 1\n# EOF\n")]
    [InlineData("a space between labels", "# TYPE a gauge\na{b=\"1\", c=\"2\"} 1\n# EOF\n")]
    [InlineData("an empty label", "# TYPE a gauge\na{b=\"\"} 1\n# EOF\n")]
    [InlineData("a label without quotes", "# TYPE a gauge\na{b=1} 1\n# EOF\n")]
    [InlineData("an unknown escape", "# TYPE a gauge\na{b=\"\\t\"} 1\n# EOF\n")]
    [InlineData("a quote in a label", "# TYPE a gauge\na{b=\"x\"y\"} 1\n# EOF\n")]
    [InlineData("a line feed in a label", "# TYPE a gauge\na{b=\"x\ny\"} 1\n# EOF\n")]
    [InlineData("a quote in the help", "# TYPE a gauge\n# HELP a say \"x\"\na 1\n# EOF\n")]
    [InlineData("a number in another culture", "# TYPE a gauge\na 1,5\n# EOF\n")]
    [InlineData("no number", "# TYPE a gauge\na one\n# EOF\n")]
    [InlineData("no value", "# TYPE a gauge\na\n# EOF\n")]
    [InlineData("two spaces", "# TYPE a gauge\na  1\n# EOF\n")]
    [InlineData("a time stamp", "# TYPE a gauge\na 1 1700000000\n# EOF\n")]
    [InlineData("no +Inf", "# TYPE a histogram\na_bucket{le=\"1.0\"} 1\na_sum 1\na_count 1\n# EOF\n")]
    [InlineData("+Inf not last", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_bucket{le=\"1.0\"} 1\n# EOF\n")]
    [InlineData("bounds that do not ascend",
        "# TYPE a histogram\na_bucket{le=\"2.0\"} 1\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("buckets that are not cumulative",
        "# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"2.0\"} 1\na_bucket{le=\"+Inf\"} 2\n# EOF\n")]
    [InlineData("a bucket that is no integer", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1.5\n# EOF\n")]
    [InlineData("le without its point", "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("le as .NET writes it",
        "# TYPE a histogram\na_bucket{le=\"1E-05\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("a bucket without le", "# TYPE a histogram\na_bucket 1\n# EOF\n")]
    [InlineData("a count without a sum", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n# EOF\n")]
    [InlineData("a sum without a count", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\n# EOF\n")]
    [InlineData("a count that is not +Inf's",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n# EOF\n")]
    [InlineData("a sum with a negative bound",
        "# TYPE a histogram\na_bucket{le=\"-1.0\"} 0\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n# EOF\n")]
    [InlineData("a negative sum", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum -1\na_count 1\n# EOF\n")]
    [InlineData("a sum that is NaN", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum NaN\na_count 1\n# EOF\n")]
    [InlineData("an exemplar of a gauge", "# TYPE a gauge\na 1 # {b=\"1\"} 1\n# EOF\n")]
    [InlineData("an exemplar of a sum",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1 # {b=\"1\"} 1\na_count 1\n# EOF\n")]
    [InlineData("an exemplar out of its bucket",
        "# TYPE a histogram\na_bucket{le=\"1.0\"} 1 # {} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n")]
    [InlineData("an exemplar without labels", "# TYPE a counter\na_total 1 # 1\n# EOF\n")]
    [InlineData("an info that is not 1", "# TYPE a info\na_info 2\n# EOF\n")]
    [InlineData("a family without samples", "# TYPE a gauge\n# TYPE b gauge\nb 1\n# EOF\n")]
    public void A_broken_document_is_refused(string why, string document)
    {
        _ = why;
        Assert.Throws<OpenMetricsException>(() => OpenMetricsParser.Parse(document));
    }

    [Fact]
    public void An_exemplar_of_129_code_points_is_refused_and_one_of_128_read()
    {
        static string Document(int codePoints)
        {
            var value = string.Concat(Enumerable.Repeat("\U0001F600", codePoints - 1));
            return $"# TYPE a counter\na_total 1 # {{b=\"{value}\"}} 1\n# EOF\n";
        }

        OpenMetricsParser.Parse(Document(128));
        Assert.Throws<OpenMetricsException>(() => OpenMetricsParser.Parse(Document(129)));
    }

    [Fact]
    public void What_is_no_UTF8_is_refused() => Assert.ThrowsAny<ArgumentException>(
        () => OpenMetricsParser.Parse([.. "# TYPE a gauge\na{b=\""u8, 0xFF, .. "\"} 1\n# EOF\n"u8]));
}
