using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// Each patch of tests/kernels/mutants takes a fix back, and a table has to notice it on the kernel that it names in its
/// first line: <c>Kernel: 6.1-amd64</c>, with <c>Parts: threads fates</c> in the second which boots are enough, and with
/// <c>Says: text</c> in the third what has to be said.
/// <c>make kernels MUTANTS=1</c> runs them.
/// </summary>
[Collection(KernelBoots.Name)]
[Trait("Category", "KernelMutants")]
public sealed class KernelMutantTests(GuestReport report)
{
    public static TheoryData<string> Patches =>
        new(Directory.GetFiles(Path.Combine(BuildPaths.Repository, "tests", "kernels", "mutants"), "*.patch")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task It_is_noticed(string patch)
    {
        string path = Path.Combine(BuildPaths.Repository, "tests", "kernels", "mutants", patch + ".patch");
        string[] lines = await File.ReadAllLinesAsync(path);
        GuestKernel kernel = GuestKernels.Find(Word(lines, 0, "Kernel: ")!) with { Mutant = patch };
        await Guest.PublishAsync(kernel, path);

        foreach (string part in Word(lines, 1, "Parts: ")?.Split(' ') ?? kernel.Parts)
        {
            try
            {
                await report.BootAsync(kernel, GuestParts.Find(part));
            }
            catch (GuestException e) when (!e.IsPreparation)
            {
                Assert.Contains(Word(lines, 2, "Says: ") ?? "", e.Message, StringComparison.Ordinal);
                GuestReport.Progress($"{patch}: noticed on {kernel.Name} by {part}: {e.Message.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"nothing on {kernel.Name} noticed {patch}");
    }

    private static string? Word(string[] lines, int number, string key) =>
        lines[number].StartsWith(key, StringComparison.Ordinal) ? lines[number][key.Length..].Trim() : null;
}
