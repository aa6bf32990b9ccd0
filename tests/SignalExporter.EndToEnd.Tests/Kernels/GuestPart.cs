using System.Runtime.InteropServices;
using System.Text;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// What one boot of a guest does: the files of /part, which tests/kernels/init reads, and the tables to compare with.
/// </summary>
/// <param name="Name">In <see cref="GuestKernel.Parts"/>.</param>
/// <param name="Flags">The exporter's.</param>
/// <param name="Checks">The tables. Several may share rows, which are provoked once.</param>
internal sealed record GuestPart(string Name, string[] Flags, params GuestCheck[] Checks)
{
    /// <summary>Whether rows are provoked, or something else is done.</summary>
    public string Kind { get; init; } = "rows";

    /// <summary>Flags of <c>watch</c>, which then runs beside the exporter; null where it does not.</summary>
    public string[]? Watch { get; init; }

    public IReadOnlyDictionary<GuestRow, int> Numbers { get; } =
        Checks.SelectMany(c => c.Rows).Distinct().Index().ToDictionary(r => r.Item, r => r.Index);

    /// <summary>The files by their names.</summary>
    public IReadOnlyDictionary<string, string> Files(Architecture architecture)
    {
        Dictionary<string, string> files = new()
        {
            ["kind"] = Lines([Kind]),
            ["flags"] = Lines(Flags),
            ["rows"] = Lines(Numbers.OrderBy(r => r.Value).Select(r => r.Key.Line(r.Value, architecture))),
        };
        if (Watch is not null)
        {
            files["watch"] = Lines(Watch);
        }

        return files;
    }

    public IReadOnlyList<GuestResult> Compare(GuestOutput output, Architecture architecture) =>
        [.. Checks.Select(c => c.Compare(output, architecture, Numbers))];

    private static string Lines(IEnumerable<string> lines) =>
        lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();
}
