using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using SignalExporter.Logging;
using Xunit;

namespace SignalExporter.Tests;

public sealed class LogFormatterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"\\\n", "\"say \\\"hi\\\"\\\\\\n\"")]
    [InlineData("\u001b[31m", "\"\\u001b[31m\"")]
    public void Values_are_quoted_where_they_must_be(string value, string expected) =>
        Assert.Equal(expected, LogfmtFormatter.Quoted(value));

    [Fact]
    public void A_line_has_time_level_message_and_what_the_message_carries()
    {
        string line = Write(new LogfmtFormatter());

        Assert.Matches("^time=[-0-9]{10}T[:.0-9]{12}Z level=WARN msg=\"went wrong\" series_limit=12 name=\"a b\" error=broken\n$", line);
    }

    [Fact]
    public void A_JSON_line_is_one_object_with_the_same_keys()
    {
        string line = Write(new JsonFormatter());

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            ["time", "level", "msg", "series_limit", "name", "error"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("went wrong", json.RootElement.GetProperty("msg").GetString());
    }

    private static string Write(ConsoleFormatter formatter)
    {
        KeyValuePair<string, object?>[] state = [new("SeriesLimit", 12), new("name", "a b"), new("{OriginalFormat}", "went wrong")];
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Warning, "category", default, state, new IOException("broken"), (_, _) => "went wrong");
        using var line = new StringWriter();
        formatter.Write(entry, null, line);
        return line.ToString();
    }
}
