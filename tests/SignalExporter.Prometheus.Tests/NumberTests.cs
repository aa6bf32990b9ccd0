using System.Globalization;
using System.Text;
using SignalExporter.Prometheus.Exposition;
using SignalExporter.Prometheus.Tests.Naive;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class NumberTests
{
    // What Go's strconv.FormatFloat(v, 'g', -1, 64) returns.
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(100000.0, "100000")]
    [InlineData(999999.0, "999999")]
    [InlineData(1e6, "1e+06")]
    [InlineData(1234567.0, "1.234567e+06")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000012345, "1.2345e-05")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void A_value_is_written_as_Go_writes_it(double value, string expected) =>
        Assert.Equal(expected, Value(value));

    // OpenMetrics 1.0, "Canonical Numbers".
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.005, "0.005")]
    [InlineData(0.9, "0.9")]
    [InlineData(1.0, "1.0")]
    [InlineData(1.7, "1.7")]
    [InlineData(10.0, "10.0")]
    [InlineData(1e-10, "1e-10")]
    [InlineData(1e-09, "1e-09")]
    [InlineData(1e-05, "1e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(100000.0, "100000.0")]
    [InlineData(1e6, "1e+06")]
    [InlineData(1e10, "1e+10")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void A_bound_is_canonical(double bound, string expected) => Assert.Equal(expected, Bound(bound));

    [Fact]
    public void Random_numbers_read_back_the_same_and_agree_with_the_naive_writer()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var value = i % 2 == 0
                ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))
                : Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(12)), random.Next(8));

            Assert.Equal(NaiveNumber.Value(value), Value(value));
            Assert.Equal(NaiveNumber.Bound(value), Bound(value));
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(Value(value), CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void Times_have_no_exponent()
    {
        Assert.Equal("1700000000.5", Time(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500)));
        Assert.Equal("1700000000.0", Time(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));
        Assert.Equal("-1.0", Time(DateTimeOffset.FromUnixTimeSeconds(-1)));
    }

    private static string Value(double value)
    {
        var text = new byte[GoNumber.MaxLength];
        return Encoding.ASCII.GetString(text, 0, GoNumber.Format(value, text));
    }

    private static string Bound(double bound)
    {
        var text = new byte[GoNumber.MaxLength];
        return Encoding.ASCII.GetString(text, 0, GoNumber.FormatBound(bound, text));
    }

    private static string Time(DateTimeOffset time)
    {
        var text = new byte[GoNumber.MaxLength];
        return Encoding.ASCII.GetString(text, 0, GoNumber.FormatUnixSeconds(time.UtcTicks, text));
    }
}
