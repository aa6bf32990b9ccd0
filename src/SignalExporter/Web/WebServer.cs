using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SignalExporter.Configuration;

namespace SignalExporter.Web;

/// <summary>
/// Kestrel, ASP.NET Core's web server, with a handler for each path. The framework's host and its routing are left out: a
/// handful of fixed paths uses next to nothing of them, and they take memory and time at each start.
/// </summary>
internal sealed class WebServer : IHttpApplication<HttpContext>, IDisposable
{
    // Who sent SIGTERM waits; a scrape under way is done within milliseconds.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, RequestDelegate> _handlers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IReadOnlyList<ListenAddress> _addresses;
    private readonly KestrelServer _server;

    internal WebServer(IReadOnlyList<ListenAddress> addresses, ILoggerFactory logging)
    {
        _addresses = addresses;
        var options = new KestrelServerOptions { AddServerHeader = false };
        foreach (ListenAddress address in addresses)
        {
            address.Bind(options);
        }

        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logging),
            logging);
    }

    /// <summary>Cancelled when the server is told to stop: what is not under way by then gets a 503.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Where it listens, once it has started.</summary>
    internal IEnumerable<string> Urls => _server.Features.Get<IServerAddressesFeature>()!.Addresses.Distinct();

    /// <summary>Answers requests for a path, with or without a slash behind it, all verbs of them.</summary>
    internal void Map(string path, RequestDelegate handler) => _handlers.Add(path, handler);

    /// <exception cref="ListenException">An address cannot be listened on.</exception>
    internal async Task StartAsync()
    {
        try
        {
            await _server.StartAsync(this, CancellationToken.None);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new ListenException(_addresses, "the port is in use; stop who uses it, or choose another");
        }
        catch (SocketException e)
        {
            throw new ListenException(_addresses, $"{e.Message}; choose another address");
        }
    }

    /// <summary>Lets the requests under way finish, for half a second.</summary>
    internal async Task StopAsync()
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(ShutdownTimeout);
        await _server.StopAsync(patience.Token);
    }

    public void Dispose()
    {
        _server.Dispose();
        _stopping.Dispose();
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (_handlers.TryGetValue(path.Length > 1 && path.EndsWith('/') ? path[..^1] : path, out RequestDelegate? handler))
        {
            await handler(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("Not found.\n");
        }

        TidyHeap.Collect();
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}
