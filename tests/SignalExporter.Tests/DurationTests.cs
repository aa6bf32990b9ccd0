using SignalExporter.Configuration;
using Xunit;

namespace SignalExporter.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("24h", 86_400_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("0s", 0)]
    public void Durations_are_read(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1m1h")]
    [InlineData("1h1h")]
    [InlineData("1 h")]
    [InlineData("1w")]
    [InlineData("9999999999s")]
    [InlineData("99999d")]
    public void Anything_else_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
