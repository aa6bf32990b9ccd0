using System.Globalization;
using System.Text.RegularExpressions;

namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>The tokens of OpenMetrics 1.0's ABNF.</summary>
public static partial class Grammar
{
    public static bool IsMetricName(string name) => MetricName().IsMatch(name);

    public static bool IsLabelName(string name) => LabelName().IsMatch(name);

    public static double Number(string text, string line)
    {
        if (Infinite().Match(text) is { Success: true } infinite)
        {
            return infinite.Groups[1].Value == "-" ? double.NegativeInfinity : double.PositiveInfinity;
        }

        return text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN : RealNumber(text, line);
    }

    public static double RealNumber(string text, string line) => Real().IsMatch(text)
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : throw new OpenMetricsException($"'{text}' is no number", line);

    /// <summary>Undoes the three escapes; any other use of a backslash or quote is an error.</summary>
    public static string Unescape(string text, string line)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                throw new OpenMetricsException("a quote must be escaped", line);
            }

            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(i < text.Length ? Escaped(text[i], line) : throw new OpenMetricsException("no escape", line));
        }

        return plain.ToString();
    }

    private static char Escaped(char escape, string line) => escape switch
    {
        'n' => '\n',
        '"' or '\\' => escape,
        _ => throw new OpenMetricsException($"'\\{escape}' is no escape", line),
    };

    [GeneratedRegex(@"\A[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"\A([+-]?)(inf|infinity)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Infinite();

    [GeneratedRegex(@"\A[+-]?([0-9]+|[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?|[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?)\z")]
    private static partial Regex Real();
}
