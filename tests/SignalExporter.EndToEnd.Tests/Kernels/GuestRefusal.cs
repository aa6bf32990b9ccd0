namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>A kernel that is too old: the program ends at once, and says what it lacks.</summary>
internal static class GuestRefusal
{
    public static async Task RefuseAsync(this GuestReport report, GuestKernel kernel, GuestPart part)
    {
        GuestOutput? seen = null;
        string says = "";
        try
        {
            await Guest.BootAsync(kernel, part, output =>
            {
                seen = output;
                says = output.Section("exporter.log").Trim();
                return output.Refusal == 1 && output.Release is { } release
                    && says.Contains($"the kernel {release} lacks", StringComparison.Ordinal)
                    && says.Contains("the BPF helper BPF_FUNC_task_pt_regs (Linux 5.15)", StringComparison.Ordinal)
                    ? []
                    : [$"exit code {output.Refusal}: {says}"];
            });
        }
        finally
        {
            report.Add(kernel, seen, $"refused with exit code {seen?.Refusal}: {says}");
        }
    }
}
