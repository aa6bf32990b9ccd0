using System.Diagnostics;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>Prometheus' own reader of text 0.0.4 (Debian package prometheus).</summary>
public static class Promtool
{
    /// <summary>
    /// Runs <c>promtool check metrics</c>: exit code 0, or 3 with remarks, or 1 for what it cannot read.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync(byte[] text)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
