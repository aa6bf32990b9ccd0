namespace SignalExporter.EndToEnd.Tests;

/// <summary>A real Alertmanager that passes every alert on to a webhook, each by itself, after a second.</summary>
internal sealed class Alertmanager : IAsyncDisposable
{
    private readonly Server _server;
    private readonly DirectoryInfo _directory;

    private Alertmanager(Server server, DirectoryInfo directory, int port) =>
        (_server, _directory, Port) = (server, directory, port);

    public int Port { get; }

    public static async Task<Alertmanager> StartAsync(Webhook webhook)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("alertmanager-");
        string config = Path.Combine(directory.FullName, "alertmanager.yml");
        await File.WriteAllTextAsync(config, $"""
            route:
              receiver: webhook
              group_by: ["..."]
              group_wait: 1s
              group_interval: 1s
              repeat_interval: 1h
            receivers:
              - name: webhook
                webhook_configs:
                  - url: {webhook.Url}
                    send_resolved: true
            """);
        int port = FreePort.Find();
        try
        {
            Server server = await Server.StartAsync(
                "prometheus-alertmanager",
                [
                    $"--config.file={config}",
                    $"--storage.path={Path.Combine(directory.FullName, "data")}",
                    $"--web.listen-address=127.0.0.1:{port}",
                    "--cluster.listen-address=",
                    "--log.level=warn",
                ],
                port);
            return new Alertmanager(server, directory, port);
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
