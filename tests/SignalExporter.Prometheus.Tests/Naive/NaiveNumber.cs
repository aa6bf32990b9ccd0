using System.Globalization;

namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>Go's %g by trial: more and more digits until the number reads back the same.</summary>
internal static class NaiveNumber
{
    public static string Value(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var scientific = Enumerable.Range(0, 18)
            .Select(digits => value.ToString($"E{digits}", CultureInfo.InvariantCulture))
            .First(text => double.Parse(text, CultureInfo.InvariantCulture).Equals(value));
        var (mantissa, exponentText) = (scientific.Split('E')[0], scientific.Split('E')[1]);
        var exponent = int.Parse(exponentText, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 6)
        {
            return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return decimal.Parse(scientific, NumberStyles.Float, CultureInfo.InvariantCulture)
            .ToString("0.#############################", CultureInfo.InvariantCulture);
    }

    public static string Bound(double bound)
    {
        var text = Value(bound);
        return !double.IsFinite(bound) || text.Contains('.') || text.Contains('e') ? text : text + ".0";
    }
}
