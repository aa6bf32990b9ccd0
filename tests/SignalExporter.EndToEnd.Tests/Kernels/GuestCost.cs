using System.Globalization;
using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// What a signal costs its sender, in instructions: the guest has one processor whose clock counts them. A newer kernel may take
/// little more than the first one that is measured.
/// </summary>
internal static class GuestCost
{
    private const double MostTimes = 1.3;

    public static async Task MeasureAsync(this GuestReport report, GuestKernel kernel, GuestPart part)
    {
        double added = double.NaN;
        GuestOutput? seen = null;
        try
        {
            added = await AddedAsync(kernel, part, output => seen = output);
        }
        finally
        {
            report.Add(kernel, seen, string.Create(CultureInfo.InvariantCulture, $"{added:F0} instructions added to a kill"));
        }

        GuestKernel first = GuestKernels.Having(part.Name).First();
        double least = first == kernel ? added : await AddedAsync(first, part, _ => { });
        Assert.True(added <= MostTimes * least, $"{added} instructions added to a kill, and {least} on {first.Name}");
    }

    private static async Task<double> AddedAsync(GuestKernel kernel, GuestPart part, Action<GuestOutput> see)
    {
        double added = double.NaN;
        await Guest.BootAsync(kernel, part, output =>
        {
            see(output);
            added = Least(output, "cost.with") - Least(output, "cost.without");
            return added > 0 ? [] : [$"it cannot take {added} more: {output.Section("exporter.log")}"];
        });
        return added;
    }

    /// <summary>The helper program prints hundredths.</summary>
    private static double Least(GuestOutput output, string section) => output.Section(section)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => double.Parse(l, CultureInfo.InvariantCulture) / 100)
        .DefaultIfEmpty(double.NaN)
        .Min();
}
