using System.Globalization;
using System.Text.RegularExpressions;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>What the guest's kernel itself says of a row's signals: lines of its trace, by tracefs.</summary>
internal sealed partial class GuestTrace(string text)
{
    public string Text { get; } = text;

    /// <summary>How often signal_generate fired so.</summary>
    public int Count(int signal, int code, int result, string receiver) => Generated().Matches(Text).Count(m =>
        Number(m, "signal") == signal && Number(m, "code") == code && Number(m, "result") == result
        && m.Groups["receiver"].Value == receiver);

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"signal_generate: sig=(?<signal>\d+) errno=-?\d+ code=(?<code>-?\d+) comm=(?<receiver>.*) pid=\d+ grp=\d "
        + @"res=(?<result>\d)")]
    private static partial Regex Generated();
}
