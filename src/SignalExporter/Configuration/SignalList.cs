using SignalExporter.Kernel;

namespace SignalExporter.Configuration;

/// <summary>A list of signals as a flag takes it: names or numbers, with commas between; empty for none.</summary>
internal static class SignalList
{
    /// <summary>Reads a list; each name that is none gets a line in <paramref name="errors"/>.</summary>
    internal static IReadOnlySet<Signal> Parse(string flag, string text, ICollection<string> errors)
    {
        var signals = new HashSet<Signal>();
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Signal.TryParse(name, out Signal signal))
            {
                signals.Add(signal);
            }
            else
            {
                errors.Add($"{flag}: unknown signal '{name}'; did you mean {Signal.Nearest(name).Name}?");
            }
        }

        return signals;
    }
}
