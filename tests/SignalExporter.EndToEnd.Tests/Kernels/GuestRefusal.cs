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
                string version = string.Join('.', (output.Release ?? "").Split('.').Take(2));
                return output.Refusal == 1 && version.Length > 0
                    && says.Contains($"Linux {version}", StringComparison.Ordinal)
                    && says.Contains("is needed", StringComparison.Ordinal)
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
