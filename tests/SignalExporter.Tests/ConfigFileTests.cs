using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Telemetry;
using Xunit;

namespace SignalExporter.Tests;

/// <summary>The configuration file: testdata has one bad file for each rule, with the expected error in its first line.</summary>
public sealed class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("config-tests");

    public static TheoryData<string> BadFiles =>
        [.. Directory.EnumerateFiles(TestPaths.TestData, "bad-*.yaml").Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_the_place_and_the_reason(string name)
    {
        string path = Path.Combine(TestPaths.TestData, name);
        string expected = File.ReadLines(path).First()[2..];

        Assert.Null(ConfigFile.Read(path, out IReadOnlyList<string> errors));
        Assert.Equal([$"{path}:{expected}"], errors);
    }

    [Fact]
    public void A_good_file_says_what_it_says()
    {
        IReadOnlyList<WatchRule>? rules = ConfigFile.Read(Path.Combine(TestPaths.TestData, "good.yaml"), out _);

        Assert.Equal(["postgres*", "java"], rules!.Select(rule => rule.Process));
        Assert.Equal(["SIGABRT", "SIGKILL", "SIGTERM"], rules![0].Pattern.Signals.Select(signal => signal.Name).Order());
        Assert.Equal(["SIGKILL"], rules[1].Pattern.Signals.Select(signal => signal.Name));
        Assert.Equal(
            [("systemd", null), ("runc", null), ("pg_ctl", (uint?)26)],
            rules[0].ExpectedSenders.Select(sender => (sender.Comm.Text, sender.Uid)));
        Assert.Equal([Origin.NamespaceExit], rules[0].ExpectedOrigins);
        Assert.Empty(rules[1].ExpectedSenders);
    }

    [Theory]
    [InlineData("empty.yaml")]
    [InlineData("empty-list.yaml")]
    public void Nothing_may_be_critical(string name) =>
        Assert.Empty(ConfigFile.Read(Path.Combine(TestPaths.TestData, name), out _)!);

    [Fact]
    public void All_errors_are_told_at_once()
    {
        string path = Write("critical:\n- process: a*b\n  signals: [FOO, BAR]\n- {}\n- process: ok\n  x: 1\n");

        Assert.Null(ConfigFile.Read(path, out IReadOnlyList<string> errors));
        Assert.Equal([2, 3, 3, 4, 6], errors.Select(error => int.Parse(error[(path.Length + 1)..].Split(':')[0])));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error() =>
        Assert.Contains("cannot read it", Assert.Single(Errors(Path.Combine(_folder.FullName, "missing.yaml"))));

    [Fact]
    public void A_directory_is_no_file() => Assert.Contains("cannot read it", Assert.Single(Errors(_folder.FullName)));

    [Fact]
    public void A_file_of_megabytes_is_not_read() =>
        Assert.EndsWith("it is larger than 1 MiB", Assert.Single(Errors(Write(new string('#', (1024 * 1024) + 1)))));

    [Fact]
    public void More_entries_than_the_kernel_takes_are_refused()
    {
        string path = Write("critical:\n" + string.Concat(Enumerable.Range(0, 129).Select(i => $"- process: p{i}\n")));

        Assert.Contains("it has 129 entries, and 128 is the most", Assert.Single(Errors(path)));
    }

    // Neither a crash nor a hang, whatever a file holds.
    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        var random = new Random(1);
        byte[] good = File.ReadAllBytes(Path.Combine(TestPaths.TestData, "good.yaml"));
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = [.. good];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            string path = Path.Combine(_folder.FullName, "random.yaml");
            File.WriteAllBytes(path, bytes);
            IReadOnlyList<WatchRule>? rules = ConfigFile.Read(path, out IReadOnlyList<string> errors);
            Assert.Equal(rules is null, errors.Count > 0);
        }
    }

    private static IReadOnlyList<string> Errors(string path)
    {
        Assert.Null(ConfigFile.Read(path, out IReadOnlyList<string> errors));
        return errors;
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "config.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
