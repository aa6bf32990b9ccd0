using System.Text;

namespace SignalExporter.Prometheus.Names;

/// <summary>
/// UCUM units as the words that Prometheus uses (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "Metric
/// Metadata").
/// </summary>
internal static class UnitWord
{
    /// <summary>The word, of ASCII letters, digits and single underscores; empty where there is no unit.</summary>
    public static string From(string? unit)
    {
        if (string.IsNullOrEmpty(unit))
        {
            return "";
        }

        var bare = WithoutAnnotations(unit);
        var slash = bare.IndexOf('/');
        if (slash < 0)
        {
            return AsName(Word(bare.Trim()));
        }

        var amount = AsName(Word(bare[..slash].Trim()));
        var per = AsName(PerWord(bare[(slash + 1)..].Trim()));
        return (amount, per) switch
        {
            (_, "") => amount,
            ("", _) => $"per_{per}",
            _ => $"{amount}_per_{per}",
        };
    }

    private static string Word(string unit) => unit switch
    {
        "1" => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" or "B" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tebibytes",
        "kBy" or "KBy" or "KB" => "kilobytes",
        "MBy" or "MB" => "megabytes",
        "GBy" or "GB" => "gigabytes",
        "TBy" or "TB" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "$" => "dollars",
        _ => unit,
    };

    private static string PerWord(string unit) => unit switch
    {
        "1" => "",
        "s" => "second",
        "m" or "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => unit,
    };

    // "{packet}" says what is counted; it is no unit.
    private static string WithoutAnnotations(string unit)
    {
        var bare = new StringBuilder(unit.Length);
        var rest = unit.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0 && rest[open..].IndexOf('}') is var length and >= 0)
        {
            bare.Append(rest[..open]);
            rest = rest[(open + length + 1)..];
        }

        return bare.Append(rest).ToString();
    }

    private static string AsName(string word)
    {
        var name = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }
        }

        return name.ToString().TrimEnd('_');
    }
}
