using System.Text.RegularExpressions;

namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>The rules for names and labels as regular expressions.</summary>
internal static class NaiveNames
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["m"] = "meters",
        ["%"] = "percent",
        ["1"] = "",
    };

    public static string Metric(string name) => Escape(name, "[^a-zA-Z0-9:]+");

    public static string Label(string name) => Escape(name, "[^a-zA-Z0-9]+");

    public static string Unit(string? unit)
    {
        var parts = Regex.Replace(unit ?? "", @"\{[^}]*\}", "").Split('/', 2);
        var amount = Word(parts[0].Trim());
        var per = parts.Length == 1 ? "" : Word(parts[1].Trim() is "s" ? "second" : parts[1].Trim());
        return per == "" ? amount : $"{amount}_per_{per}".TrimStart('_');
    }

    public static string Family(string name, MetricKind kind, string? unit)
    {
        var family = kind == MetricKind.Gauge ? Metric(name) : Regex.Replace(Metric(name), "(?<=.)_$", "");
        if (kind == MetricKind.Counter)
        {
            family = Regex.Replace(family, "(?<=.)_total$", "");
        }

        var word = Unit(unit);
        return word == "" || ("_" + family).EndsWith("_" + word, StringComparison.Ordinal)
            ? family
            : With(family, word);
    }

    public static string With(string family, string suffix) => Regex.Replace(family, "_$", "") + "_" + suffix;

    public static string Labels(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(',', labels
        .GroupBy(label => Label(label.Key))
        .Where(group => group.Any(label => label.Value != ""))
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.Key + "=\"" + string.Join(';', group
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .ThenBy(label => label.Value, StringComparer.Ordinal)
            .Select(label => Escape(ValidUnicode(label.Value)))) + "\""));

    public static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    /// <summary>
    /// Lone surrogates as \uDXXX, and the backslashes before one, or before what looks like one, doubled.
    /// </summary>
    public static string ValidUnicode(string value) => Regex.Replace(
        value,
        @"(\\*)(?:((?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF]))|(uD[89A-F][0-9A-F]{2}))",
        match => match.Groups[1].Value + match.Groups[1].Value
            + (match.Groups[2].Success ? $"\\u{(int)match.Groups[2].Value[0]:X4}" : match.Groups[3].Value));

    private static string Word(string unit) =>
        Regex.Replace(Words.GetValueOrDefault(unit, unit), "[^a-zA-Z0-9]+", "_").Trim('_');

    private static string Escape(string name, string illegal)
    {
        var escaped = Regex.Replace(name, illegal, "_");
        return escaped == "" || char.IsAsciiDigit(escaped[0]) ? "_" + escaped : escaped;
    }
}
