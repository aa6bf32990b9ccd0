using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// Boots kernels by software emulation, one at a time. What a guest printed is kept under a hash of all that it was made of, once
/// it was found to be right: then the same is not booted again.
/// </summary>
internal static class Guest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(580);
    private static readonly TimeSpan Preparation = TimeSpan.FromMinutes(30);

    // What was got ready, or failed to be: it is not tried for each part again.
    private static readonly Dictionary<string, Task> Prepared = [];

    private static string Root => Path.Combine(BuildPaths.Repository, "out", "kernels");

    private static string Scripts => Path.Combine(BuildPaths.Repository, "tests", "kernels");

    /// <summary>Boots it, unless the same was booted before, and has what it printed looked at.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="part">What to do there.</param>
    /// <param name="find">Finds what is wrong with the output; nothing where it is right.</param>
    public static async Task<GuestOutput> BootAsync(
        GuestKernel kernel, GuestPart part, Func<GuestOutput, IReadOnlyList<string>> find)
    {
        string files = Path.Combine(Root, "work", kernel.Name);
        string image = Path.Combine(files, "vmlinuz");
        string guest = Path.Combine(Root, "guests", kernel.Mutant ?? "", kernel.Program);
        await OnceAsync("kernel.sh", [kernel.DebianArchitecture, files, .. kernel.Suites]);
        await OnceAsync("guest.sh", [kernel.Program, kernel.DebianArchitecture, guest], Programs(kernel));
        string own = await WritePartAsync(Path.Combine(files, part.Name), part.Files(kernel.Architecture));

        string hash = Hash(
            Path.Combine(files, "package"), Path.Combine(guest, "key"), Path.Combine(Scripts, "boot.sh"), own);
        string kept = Path.Combine(Root, "results", $"{kernel.Name}-{part.Name}-{hash}");
        if (File.Exists(kept))
        {
            GuestReport.Progress($"{kernel.Name} {part.Name}: unchanged, and was right");
            return Right(await ReadAsync(kept), find);
        }

        string initrd = Path.Combine(files, "initrd.gz");
        await JoinAsync(initrd, Path.Combine(guest, "initrd.gz"), own);
        string console = Path.Combine(files, $"{part.Name}.console");
        File.Delete(console);
        GuestReport.Progress($"{kernel.Name} {part.Name}: boots");
        long start = Stopwatch.GetTimestamp();
        await RunScriptAsync(
            "boot.sh",
            [
                kernel.DebianArchitecture, image, initrd, console,
                Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture), part.Kind,
            ],
            mayFail: true);
        GuestOutput output = await ReadAsync(console);
        GuestReport.Progress($"{kernel.Name} {part.Name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        Right(output, find);
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.Move(console, kept, overwrite: true);
        return output;
    }

    /// <summary>Publishes the program with a patch of tests/kernels/mutants.</summary>
    public static Task PublishAsync(GuestKernel mutant, string patch) =>
        OnceAsync("program.sh", [mutant.Program, patch], Programs(mutant));

    private static GuestOutput Right(GuestOutput output, Func<GuestOutput, IReadOnlyList<string>> find)
    {
        IReadOnlyList<string> flaws = find(output);
        return flaws.Count == 0 ? output : throw new GuestException(string.Join('\n', flaws));
    }

    private static async Task<GuestOutput> ReadAsync(string console) =>
        GuestOutput.Parse(File.Exists(console) ? await File.ReadAllTextAsync(console, Encoding.Latin1) : "");

    /// <summary>The second part of the initial file system.</summary>
    private static async Task<string> WritePartAsync(string directory, IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(directory);
        foreach (string old in Directory.GetFiles(directory))
        {
            File.Delete(old);
        }

        foreach ((string name, string text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, name), text);
        }

        string image = directory + ".gz";
        await RunScriptAsync(
            "initramfs.sh", [image, .. files.Keys.Order().Select(f => $"{Path.Combine(directory, f)}=part/{f}")]);
        return directory;
    }

    private static async Task JoinAsync(string initrd, string first, string second)
    {
        await using FileStream joined = File.Create(initrd);
        foreach (string part in (string[])[first, second + ".gz"])
        {
            await using FileStream file = File.OpenRead(part);
            await file.CopyToAsync(joined);
        }
    }

    private static string Hash(params string[] paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> files = paths.SelectMany(p => Directory.Exists(p) ? [.. Directory.GetFiles(p).Order()] : (string[])[p]);
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static Task OnceAsync(string name, string[] arguments, string programs = "programs")
    {
        string key = string.Join(' ', [name, .. arguments]);
        if (!Prepared.TryGetValue(key, out Task? done))
        {
            Prepared[key] = done = RunScriptAsync(name, arguments, programs);
        }

        return done;
    }

    private static async Task RunScriptAsync(
        string name, string[] arguments, string programs = "programs", bool mayFail = false)
    {
        string[] command = [$"KERNELS_PROGRAMS={Path.Combine(Root, programs)}", Path.Combine(Scripts, name), .. arguments];
        ToolResult result = await Tool.RunAsync("env", command, patience: Preparation);
        if (result.ExitCode != 0 && !mayFail)
        {
            throw new GuestException(
                $"{name} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}{result.Error}",
                isPreparation: true);
        }
    }

    private static string Programs(GuestKernel kernel) =>
        kernel.Mutant is { } mutant ? Path.Combine("mutants", mutant) : "programs";
}
