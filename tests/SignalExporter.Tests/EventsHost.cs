using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SignalExporter.Web;
using SignalExporter.Web.Events;

namespace SignalExporter.Tests;

/// <summary>The web server with made-up events behind it.</summary>
internal sealed class EventsHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RecentEvents? _recent;

    private EventsHost(EventsSource? source)
    {
        _recent = source is null ? null : new RecentEvents(source);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.UseStatusTexts();
        _app.MapEvents(_recent);
    }

    internal HttpClient Http { get; } = new();

    internal static async Task<EventsHost> StartAsync(EventsSource? source)
    {
        var host = new EventsHost(source);
        await host._app.StartAsync();
        host.Http.BaseAddress = new Uri(host._app.Urls.Single());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _recent?.Dispose();
    }
}
