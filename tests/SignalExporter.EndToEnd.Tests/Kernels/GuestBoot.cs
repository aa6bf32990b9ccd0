namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A boot whose tables are compared, and told in the report.</summary>
internal static class GuestBoot
{
    public static async Task BootAsync(this GuestReport report, GuestKernel kernel, GuestPart part)
    {
        GuestOutput? seen = null;
        IReadOnlyList<GuestResult> results = [];
        try
        {
            await Guest.BootAsync(kernel, part, output =>
            {
                seen = output;
                results = part.Compare(output, kernel.Architecture);
                string[] flaws = [.. Flaws(output)];
                return output is { IsReady: true, IsWhole: true }
                    ? [.. flaws, .. results.SelectMany(r => r.Flaws.Select(f => $"{r.Name}: {f}"))]
                    : flaws; // all rows would say the same
            });
        }
        finally
        {
            report.Add(kernel, seen, seen is null ? [$"{part.Name} not booted"] : results.Select(r => r.ToString()));
        }
    }

    /// <summary>What is wrong with the guest as a whole.</summary>
    private static IEnumerable<string> Flaws(GuestOutput output)
    {
        if (!output.IsReady)
        {
            yield return $"the exporter did not get ready (exit code {output.Refusal}): {output.Section("exporter.log").Trim()}";
        }

        if (!output.IsWhole)
        {
            yield return $"the guest did not come to its end: {output.Tail}";
        }

        if (output.IsReady && !output.Metrics.Samples.Any(s => s is { Name: "signal_exporter_self_check_success", Value: 1 }))
        {
            yield return $"the self-check did not hold: {output.Section("exporter.log").Trim()}";
        }

        if (output.Section("kernel.bad").Trim() is { Length: > 0 } bad)
        {
            yield return $"the kernel warns: {bad}";
        }

        if (output.Section("watch.log") is { Length: > 0 } watch && !watch.Contains("None was lost", StringComparison.Ordinal))
        {
            yield return $"watch: {watch.Trim()}";
        }

        foreach (Sample lost in output.Metrics.Samples.Where(s =>
            s is { Value: not 0, Name: "signal_exporter_lost_signals_total" or "signal_exporter_unfollowed_signals_total" }))
        {
            yield return $"{lost.Name} {lost["reason"]} {lost.Value}";
        }
    }
}
