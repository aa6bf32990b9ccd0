namespace SignalExporter.EndToEnd.Tests;

/// <summary>Prometheus with the rules that ship, an Alertmanager and a webhook, around exporters at one port.</summary>
internal sealed class AlertStack : IAsyncDisposable
{
    private readonly int _port = FreePort.Find();
    private readonly Webhook _webhook = new();
    private Alertmanager? _alertmanager;
    private Prometheus? _prometheus;
    private Exporter? _exporter;

    public Webhook Webhook => _webhook;

    /// <summary>Starts all, and waits until the exporter was scraped.</summary>
    public static async Task<AlertStack> StartAsync(params string[] flags)
    {
        var stack = new AlertStack();
        try
        {
            await stack.StartExporterAsync(flags);
            stack._alertmanager = await Alertmanager.StartAsync(stack._webhook);
            stack._prometheus = await Prometheus.StartWithRulesAsync(stack._port, stack._alertmanager);
            await stack._prometheus.WaitForScrapeAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a new exporter in the place of the old one, and waits until it was scraped.</summary>
    public async Task RestartExporterAsync(params string[] flags)
    {
        await _exporter!.StopAsync(Native.SigTerm);
        await _exporter.DisposeAsync();
        await StartExporterAsync(flags);
        await _prometheus!.WaitForScrapeAsync();
    }

    /// <summary>What a query answers on the next scrape.</summary>
    public async Task<List<Sample>> QueryAsync(string query) => await QueryAsync(query, await WaitForScrapeAsync());

    /// <summary>What a query answers at a Unix time.</summary>
    public Task<List<Sample>> QueryAsync(string query, double time) => _prometheus!.QueryAsync(query, time);

    /// <summary>Waits for the next scrape.</summary>
    /// <returns>Its Unix time.</returns>
    public Task<double> WaitForScrapeAsync() => _prometheus!.WaitForScrapeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _prometheus, _alertmanager, _exporter, _webhook })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    private async Task StartExporterAsync(string[] flags) =>
        _exporter = await Exporter.StartAsync([$"--web.listen-address=127.0.0.1:{_port}", .. flags]);
}
