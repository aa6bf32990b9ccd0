using System.Diagnostics;
using System.Text;

namespace SignalExporter.EndToEnd.Tests;

/// <summary><c>signal-exporter watch</c>, running in pipes or on a terminal of its own.</summary>
internal sealed class WatchCommandProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    private WatchCommandProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _errors));
    }

    public int ProcessId => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Starts it in pipes; it watches when this comes back.</summary>
    public static Task<WatchCommandProcess> StartAsync(params string[] flags) =>
        StartAsync(new ProcessStartInfo(BuildPaths.Exporter, ["watch", .. flags]));

    /// <summary>Starts a shell script that finds the program in $0; it watches when this comes back.</summary>
    public static Task<WatchCommandProcess> StartScriptAsync(string script) =>
        StartAsync(new ProcessStartInfo("sh", ["-c", script, BuildPaths.Exporter]));

    /// <summary>Starts it on a terminal of so many columns; it watches when this comes back.</summary>
    public static Task<WatchCommandProcess> StartOnTerminalAsync(int columns, string environment, params string[] flags)
    {
        string command = $"stty cols {columns} rows 24; exec env {environment} {BuildPaths.Exporter} watch {string.Join(' ', flags)}";
        return StartAsync(new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"]));
    }

    /// <summary>Presses keys on its terminal.</summary>
    public async Task PressAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Sends it a signal and waits for its end.</summary>
    public Task<int> StopAsync(int signal = Native.SigInt)
    {
        _ = Native.Kill(_process.Id, signal);
        return WaitAsync();
    }

    /// <summary>Waits for its end, and for all that it says.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading.WaitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"it said only: {Output}{Errors}");
            }

            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<WatchCommandProcess> StartAsync(ProcessStartInfo start)
    {
        var watch = new WatchCommandProcess(start);
        try
        {
            await watch.UntilAsync(() => watch.Errors.Contains("watching", StringComparison.Ordinal)
                || watch.Output.Contains("RECEIVER", StringComparison.Ordinal) || watch._process.HasExited);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and int count)
        {
            lock (text)
            {
                text.Append(buffer, 0, count);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
