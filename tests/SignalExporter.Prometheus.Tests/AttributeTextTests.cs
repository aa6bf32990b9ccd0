using SignalExporter.Prometheus.SdkMetrics;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>OpenTelemetry, "AnyValue representation for non-OTLP protocols".</summary>
public sealed class AttributeTextTests
{
    public static TheoryData<object?, string> Examples => new()
    {
        { "hello world", "hello world" },
        { null, "" },
        { true, "true" },
        { false, "false" },
        { 42, "42" },
        { -123L, "-123" },
        { 3.14159, "3.14159" },
        { 0.1f, "0.1" },
        { double.NaN, "NaN" },
        { double.PositiveInfinity, "Infinity" },
        { float.NegativeInfinity, "-Infinity" },
        { 1.5m, "1.5" },
        { 'c', "c" },
        { "hello world"u8.ToArray(), "aGVsbG8gd29ybGQ=" },
        { Array.Empty<string>(), "[]" },
        { new object?[] { 1, double.NegativeInfinity, "a", true, null }, "[1,\"-Infinity\",\"a\",true,null]" },
        { new[] { 1.5, 2 }, "[1.5,2]" },
        { new Version(1, 2), "1.2" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_value_is_written_as_the_specification_says(object? value, string expected) =>
        Assert.Equal(expected, AttributeText.From(value));

    [Fact]
    public void A_lone_surrogate_in_a_list_is_written_in_letters() =>
        Assert.Equal("[\"\\\\uD800\"]", AttributeText.From(new[] { "\ud800" }));
}
