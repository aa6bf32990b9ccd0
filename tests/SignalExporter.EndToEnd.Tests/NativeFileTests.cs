using System.Globalization;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>What ships is one file that needs glibc and nothing else, and little memory. tests/packaging/native.sh reads its headers.</summary>
[Collection(KernelSuite.Name)]
public sealed class NativeFileTests(Provoke provoke)
{
    // The file systems of the kernel, the program, and the files of glibc that it names; not even a HOME.
    private const string BareRoot = """
        set -eu
        program=$0
        root=$(mktemp --directory)
        mount -t tmpfs none "$root"
        mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root$(dirname "$program")"
        mount -t proc none "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --rbind /sys "$root/sys"
        cp "$program" "$root$program"
        ldd "$program" | grep -o '/[^ ]*' | xargs cp --dereference --parents --target-directory="$root"
        exec env -i ${OTEL_EXPORTER_OTLP_ENDPOINT:+"OTEL_EXPORTER_OTLP_ENDPOINT=$OTEL_EXPORTER_OTLP_ENDPOINT"} "$(command -v chroot)" "$root" "$program" "$@"
        """;

    private static readonly string[] InBareRoot = ["unshare", "--mount", "sh", "-c", BareRoot];

    [Fact]
    public async Task It_works_in_a_root_that_has_glibc_only()
    {
        await using Exporter exporter = await Exporter.StartThroughAsync(InBareRoot);
        await provoke.RunAsync("kill", 5, "bare-a", "bare-b");

        Assert.Equal(5, (await exporter.ScrapeAsync()).Count("SIGUSR1", "bare-a", "bare-b"));
        ToolResult files = await Tool.RunAsync("find", [$"/proc/{exporter.ProcessId}/root/", "-xdev", "-type", "f", "-printf", @"%f\n"]);
        string[] names = files.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(names, name => Assert.Matches(@"^(signal-exporter|libc\.so\.6|libm\.so\.6|ld-linux-.*)$", name));
        Assert.Equal(4, names.Length);
    }

    /// <summary>.NET takes OpenSSL from the host.</summary>
    [Fact]
    public async Task There_OTLP_over_https_is_refused()
    {
        ToolResult result = await Tool.RunAsync(
            "env", ["OTEL_EXPORTER_OTLP_ENDPOINT=https://127.0.0.1:4317", .. InBareRoot, BuildPaths.Exporter]);

        Refusal.Check(result, "https", "OpenSSL", "libssl");
    }

    [Fact]
    public async Task It_takes_no_more_than_40_MB_where_nothing_happens()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        _ = await exporter.ScrapeAsync();
        string resident = File.ReadLines($"/proc/{exporter.ProcessId}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));

        Assert.InRange(double.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6, 1, 40);
    }
}
