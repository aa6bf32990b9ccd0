using System.Diagnostics;
using System.Net;
using System.Text;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A program that serves HTTP on loopback, with its log, until it is stopped.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private Server(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = StartPatience };
    }

    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    /// <summary>What it wrote, to standard output and error alike.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="port">Where it serves.</param>
    /// <param name="meanwhile">What is done with its process from its start on.</param>
    public static async Task<Server> StartAsync(string file, IEnumerable<string> arguments, int port, Func<int, Task>? meanwhile = null)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var server = new Server(process, port);
        process.OutputDataReceived += server.Append;
        process.ErrorDataReceived += server.Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Task other = meanwhile?.Invoke(process.Id) ?? Task.CompletedTask;
            await server.WaitUntilReadyAsync();
            await other;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends it a signal and waits for its end: the exit code, and how long that took.</summary>
    public async Task<(int ExitCode, TimeSpan Duration)> StopAsync(int signal)
    {
        long start = Stopwatch.GetTimestamp();
        if (Native.Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"it is gone already. It said: {Log}");
        }

        using var patience = new CancellationTokenSource(StopPatience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(start));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await StopAsync(Native.SigTerm);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                throw new TimeoutException($"it did not stop. It said: {Log}");
            }
        }

        Http.Dispose();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > StartPatience)
            {
                throw new InvalidOperationException($"it did not start. It said: {Log}");
            }

            await Task.Delay(20);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage response = await Http.GetAsync("/-/ready");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
