using Microsoft.Extensions.Logging.Abstractions;
using SignalExporter.Configuration;
using SignalExporter.Web;
using SignalExporter.Web.Events;

namespace SignalExporter.Tests;

/// <summary>The web server with made-up events behind it.</summary>
internal sealed class EventsHost : IAsyncDisposable
{
    private readonly WebServer _server;
    private readonly RecentEvents? _recent;

    private EventsHost(EventsSource? source)
    {
        _recent = source is null ? null : new RecentEvents(source);
        _server = new WebServer([ListenAddress.Parse("127.0.0.1:0", out _)!], NullLoggerFactory.Instance);
        _server.MapEvents(_recent);
    }

    internal HttpClient Http { get; } = new();

    internal static async Task<EventsHost> StartAsync(EventsSource? source)
    {
        var host = new EventsHost(source);
        await host._server.StartAsync();
        host.Http.BaseAddress = new Uri(host._server.Urls.Single());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.StopAsync();
        _server.Dispose();
        _recent?.Dispose();
    }
}
