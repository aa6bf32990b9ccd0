using System.Text;
using SignalExporter.Prometheus.Exposition;

namespace SignalExporter.Prometheus.Collection;

/// <summary>The upper bounds of a histogram's buckets, with the <c>le</c> label of each already encoded.</summary>
internal sealed class HistogramBounds
{
    private HistogramBounds(double[] values)
    {
        Values = values;
        Labels = [.. values.Append(double.PositiveInfinity).Select(Label)];
        HasNegative = values.Length > 0 && values[0] < 0;
    }

    public double[] Values { get; }

    /// <summary>One label more than there are values: the last is <c>+Inf</c>.</summary>
    public byte[][] Labels { get; }

    public bool HasNegative { get; }

    public static HistogramBounds Create(ReadOnlySpan<double> bounds)
    {
        var values = bounds.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] += 0.0; // -0 becomes 0: they are one bound, and would be two labels.
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
            {
                throw new ArgumentException("The bounds of a histogram must be finite and ascend.", nameof(bounds));
            }
        }

        return new HistogramBounds(values);
    }

    /// <summary>The bucket that an observation falls into.</summary>
    public int IndexOf(double value)
    {
        var index = Values.AsSpan().BinarySearch(value);
        return index >= 0 ? index : ~index;
    }

    private static byte[] Label(double bound)
    {
        Span<byte> number = stackalloc byte[GoNumber.MaxLength];
        var length = GoNumber.FormatBound(bound, number);
        return Encoding.ASCII.GetBytes($"le=\"{Encoding.ASCII.GetString(number[..length])}\"");
    }
}
