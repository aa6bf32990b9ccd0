using System.Globalization;
using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A case of a table, as a guest provokes it: under names of its own, so that all of it is found afterwards.</summary>
internal sealed record GuestRow(ConformanceCase Case, string Sender, string Receiver)
{
    /// <summary>What the helper program ends with where a row has no meaning on the architecture.</summary>
    public const int NotHere = 77;

    /// <summary>All names under which its processes are counted.</summary>
    public string[] Names => [Sender, $"{Sender}!", Receiver];

    /// <summary>Where the guest itself behaves otherwise, null where it does not.</summary>
    public GuestDifference? Difference(Architecture architecture) => GuestDifferences.Find(Case, architecture);

    /// <summary>
    /// Its line for the guest: a number, whether the kernel's own trace is kept, and what the helper program is told.
    /// </summary>
    public string Line(int number, Architecture architecture)
    {
        bool isTraced = Difference(architecture) is not null || GuestDifferences.TraceAll;
        string told = $"{Case.Row} {Case.Count} {Sender} {Receiver} {string.Join(' ', Case.Numbers)}";
        return string.Create(CultureInfo.InvariantCulture, $"{number} {(isTraced ? 1 : 0)} {told}");
    }
}
