namespace SignalExporter.EndToEnd.Tests;

/// <summary>The built program, running.</summary>
internal sealed class Exporter : IAsyncDisposable
{
    /// <summary>Leaves nothing out: by default SIGCHLD and SIGALRM are.</summary>
    public const string CountAll = "--signals.exclude=";

    private readonly Server _server;

    private Exporter(Server server, int port) => (_server, Port) = (server, port);

    public int Port { get; }

    public HttpClient Http => _server.Http;

    public int ProcessId => _server.ProcessId;

    public string Log => _server.Log;

    public static Task<Exporter> StartAsync(params string[] flags) => StartThroughAsync([], flags);

    /// <summary>Starts it and does something with its process while it gets ready.</summary>
    public static async Task<Exporter> StartAsync(Func<int, Task> meanwhile, params string[] flags)
    {
        int port = FreePort.Find();
        return new Exporter(
            await Server.StartAsync(BuildPaths.Exporter, [$"--web.listen-address=127.0.0.1:{port}", .. flags], port, meanwhile), port);
    }

    /// <summary>Starts it through another program, which has to become it by exec.</summary>
    public static async Task<Exporter> StartThroughAsync(string[] wrapper, params string[] flags)
    {
        int port = FreePort.Find();
        string[] command = [.. wrapper, BuildPaths.Exporter, $"--web.listen-address=127.0.0.1:{port}", .. flags];
        return new Exporter(await Server.StartAsync(command[0], command[1..], port), port);
    }

    /// <summary>Runs it to its end, where it is asked for what it refuses or for what takes no serving.</summary>
    public static Task<ToolResult> RunAsync(params string[] flags) => Tool.RunAsync(BuildPaths.Exporter, flags);

    public async Task<Scrape> ScrapeAsync() => Scrape.Parse(await Http.GetStringAsync("/metrics"));

    public Task<(int ExitCode, TimeSpan Duration)> StopAsync(int signal) => _server.StopAsync(signal);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
