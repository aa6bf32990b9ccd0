using System.Globalization;

namespace SignalExporter.Configuration;

/// <summary>A duration as Prometheus writes it: <c>24h</c>, <c>1h30m</c>, <c>500ms</c>; units d, h, m, s, ms, in this order.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a duration; false where it is none, or longer than ten years.</summary>
    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        int next = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return false;
            }

            rest = rest[digits..];
            int end = rest.IndexOfAnyInRange('0', '9');
            string unit = rest[..(end < 0 ? rest.Length : end)].ToString();
            int found = Array.FindIndex(Units, next, candidate => candidate.Unit == unit);
            if (found < 0)
            {
                return false;
            }

            duration += number * Units[found].Length;
            rest = rest[unit.Length..];
            next = found + 1;
        }

        return text.Length > 0 && duration <= TimeSpan.FromDays(3653);
    }
}
