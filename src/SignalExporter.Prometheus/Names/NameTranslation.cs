using System.Text;

namespace SignalExporter.Prometheus.Names;

/// <summary>
/// OpenTelemetry names as Prometheus names (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "Metric
/// Metadata" and "Metric Attributes").
/// </summary>
internal static class NameTranslation
{
    private const string TotalSuffix = "_total";

    /// <summary>The name of a family without <c>_total</c>: OpenMetrics' name of it.</summary>
    public static string Family(string name, MetricKind kind, string unitWord)
    {
        var family = Escape(name, allowColon: true);
        if (kind != MetricKind.Gauge && family.Length > 1)
        {
            // It gets a suffix, which brings its own underscore.
            family = family.TrimEnd('_');
        }

        if (kind == MetricKind.Counter && family.Length > TotalSuffix.Length
            && family.EndsWith(TotalSuffix, StringComparison.Ordinal))
        {
            family = family[..^TotalSuffix.Length];
        }

        // The unit as a whole word: "milliseconds" does not end in the word "seconds".
        return unitWord.Length == 0 || family == unitWord || EndsInWord(family, unitWord)
            ? family
            : Append(family, unitWord);
    }

    /// <summary>The name of a counter's sample.</summary>
    public static string Total(string family) => family + TotalSuffix;

    public static string Label(string name) => Escape(name, allowColon: false);

    /// <summary>The names that a family's samples may have (OpenMetrics 1.0, "Suffixes"), and its own.</summary>
    public static string[] Claimed(string family, MetricKind kind) => kind switch
    {
        MetricKind.Counter => [family, family + "_total", family + "_created"],
        MetricKind.Gauge => [family],
        _ => [family, family + "_bucket", family + "_sum", family + "_count", family + "_created"],
    };

    public static bool EndsInWord(string name, string word) =>
        name.Length > word.Length
        && name[name.Length - word.Length - 1] == '_'
        && name.EndsWith(word, StringComparison.Ordinal);

    private static string Append(string name, string word) => name.EndsWith('_') ? name + word : $"{name}_{word}";

    private static string Escape(string name, bool allowColon)
    {
        if (IsValid(name, allowColon))
        {
            return name;
        }

        var escaped = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            escaped.Append('_');
        }

        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || (allowColon && c == ':'))
            {
                escaped.Append(c);
            }
            else if (escaped.Length == 0 || escaped[^1] != '_')
            {
                escaped.Append('_');
            }
        }

        return escaped.ToString();
    }

    private static bool IsValid(string name, bool allowColon)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        var previous = '\0';
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !(allowColon && c == ':') && (c != '_' || previous == '_'))
            {
                return false;
            }

            previous = c;
        }

        return true;
    }
}
