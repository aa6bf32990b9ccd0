using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A real Kestrel on a free port of the loopback.</summary>
public sealed class ScrapeServer : IAsyncDisposable
{
    private ScrapeServer(WebApplication app)
    {
        App = app;
        var features = app.Services.GetRequiredService<IServer>().Features;
        var address = features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = new Uri(address),
        };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public int Port => Client.BaseAddress!.Port;

    public static Task<ScrapeServer> StartAsync(PrometheusExporter exporter) =>
        StartAsync(_ => { }, app => app.MapPrometheusScrapingEndpoint(exporter));

    public static async Task<ScrapeServer> StartAsync(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        services(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new ScrapeServer(app);
    }

    public Task<Scrape> ScrapeAsync(params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, headers);

    public Task<Scrape> ScrapeOpenMetricsAsync() => ScrapeAsync(("Accept", "application/openmetrics-text"));

    public async Task<Scrape> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/metrics");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await Scrape.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
