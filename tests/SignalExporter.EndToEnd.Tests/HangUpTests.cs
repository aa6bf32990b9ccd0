using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>SIGHUP never ends the program, from the first line of its main function on.</summary>
[Collection(KernelSuite.Name)]
public sealed class HangUpTests(Provoke provoke)
{
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Before main a signal meets the default of the system: each moment is counted from when the signal is caught.
    private static readonly int[] Moments = [.. Enumerable.Range(0, 26).Select(i => 20 * i), 1000];

    [Theory]
    [InlineData("configuration loaded", 2, true)]
    [InlineData("nothing to reload", 1, false)]
    public async Task At_any_time_of_the_start_it_is_obeyed_and_ends_nothing(string message, int times, bool hasFile)
    {
        using var file = new WatchlistFile("critical: [{process: hup-watched}]");
        string[] flags = hasFile ? [file.Flag] : [];
        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Moments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (moment, _) =>
        {
            try
            {
                await using Exporter exporter = await Exporter.StartAsync(process => HangUpAsync(process, moment), flags);
                string receiver = string.Create(CultureInfo.InvariantCulture, $"hup-{(hasFile ? "file" : "none")}-{moment}");
                await provoke.RunAsync("kill", 3, "hup-sender", receiver);
                Assert.Equal(3, (await exporter.ScrapeAsync()).Count("SIGUSR1", "hup-sender", receiver));
                await UntilAsync(() => Regex.Count(exporter.Log, message) >= times, () => exporter.Log);
                Assert.Equal(times, Regex.Count(exporter.Log, message));
                Assert.Equal(0, (await exporter.StopAsync(Native.SigTerm)).ExitCode);
            }
            catch (Exception e)
            {
                failures.Add($"at {moment} ms: {e.Message}");
            }
        });

        Assert.Empty(failures);
    }

    [Fact]
    public async Task Many_at_once_end_nothing_to_the_last_moment()
    {
        await using Exporter exporter = await Exporter.StartAsync();
        using var stopping = new CancellationTokenSource();
        Task storm = Task.Run(() =>
        {
            while (!stopping.IsCancellationRequested && Native.Kill(exporter.ProcessId, Native.SigHup) == 0)
            {
                Thread.Sleep(1);
            }
        });
        await provoke.RunAsync("kill", 7, "hup-sender", "hup-storm");
        Assert.Equal(7, (await exporter.ScrapeAsync()).Count("SIGUSR1", "hup-sender", "hup-storm"));

        (int exitCode, _) = await exporter.StopAsync(Native.SigTerm);
        await stopping.CancelAsync();
        await storm;

        Assert.Equal(0, exitCode);
    }

    private static async Task HangUpAsync(int process, int moment)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status");
        await UntilAsync(() => Catches(File.ReadAllText(status), Native.SigHup), () => "SIGHUP is not caught");
        await Task.Delay(moment);
        Assert.Equal(0, Native.Kill(process, Native.SigHup));
    }

    private static bool Catches(string status, int signal) =>
        (ulong.Parse(Regex.Match(status, @"^SigCgt:\s*(\S+)$", RegexOptions.Multiline).Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            & (1UL << (signal - 1))) != 0;

    private static async Task UntilAsync(Func<bool> condition, Func<string> state)
    {
        for (long began = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(1))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"it did not come to that: {state()}");
            }
        }
    }
}
