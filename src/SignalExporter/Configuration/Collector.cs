using System.CommandLine;
using System.CommandLine.Parsing;

namespace SignalExporter.Configuration;

/// <summary>A collector's two flags: <c>--collector.NAME</c> and <c>--no-collector.NAME</c>.</summary>
internal sealed class Collector(string name, bool isDefault, string description)
{
    private readonly Option<bool> _on = new($"--collector.{name}")
    {
        Description = description + (isDefault ? " On by default." : " Off by default."),
    };

    private readonly Option<bool> _off = new($"--no-collector.{name}")
    {
        Description = $"Do without the collector {name}; its kernel programs are not loaded.",
    };

    internal IEnumerable<Option> Options => [_on, _off];

    /// <summary>Whether it is on.</summary>
    internal bool Read(ParseResult result, List<string> errors)
    {
        bool on = result.GetValue(_on);
        bool off = result.GetValue(_off);
        if (on && off)
        {
            errors.Add($"{_on.Name} and {_off.Name} cannot be used together");
        }

        return isDefault ? !off : on;
    }
}
