using System.Globalization;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A time that the exporter has to have observed, by the clock of the processes that took part.</summary>
/// <param name="Signal">Which signal it was about.</param>
/// <param name="Lower">It cannot have been less, in seconds.</param>
/// <param name="Upper">It cannot have been more, in seconds.</param>
internal sealed record Observation(string Signal, double Lower, double Upper)
{
    /// <summary>Reads a line of the helper program: <c>SIGUSR1 5000123 5000456</c>, in nanoseconds.</summary>
    public static Observation Parse(string line)
    {
        string[] words = line.Split(' ');
        return new Observation(words[0], Seconds(words[1]), Seconds(words[2]));
    }

    /// <summary>What a histogram of exactly these observations cannot be, or null where it can.</summary>
    public static string? Flaw(IReadOnlyCollection<Observation> observations, Histogram growth)
    {
        // Sums of thousands of numbers, and differences of sums: not exact to the last digit.
        double rounding = 1e-9 * observations.Count;
        (double least, double most) = (observations.Sum(o => o.Lower), observations.Sum(o => o.Upper));
        if (growth.Count != observations.Count)
        {
            return $"{growth.Count} observations, not {observations.Count}";
        }

        if (growth.Sum < least - rounding || growth.Sum > most + rounding)
        {
            return $"a sum of {growth.Sum}, not {least} to {most}";
        }

        foreach ((double bound, double count) in growth.Buckets)
        {
            int fewest = observations.Count(o => o.Upper <= bound);
            int greatest = observations.Count(o => o.Lower <= bound);
            if (count < fewest || count > greatest)
            {
                return $"{count} of at most {bound} s, not {fewest} to {greatest}";
            }
        }

        return null;
    }

    private static double Seconds(string nanoseconds) => long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e9;
}
