using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using SignalExporter.Configuration;
using SignalExporter.Logging;

namespace SignalExporter.Web;

/// <summary>ASP.NET Core's host, as <c>serve</c> uses it: Kestrel and routing, without configuration sources.</summary>
internal static class ServeHost
{
    // Keep shutdown short: systemd or the kubelet is waiting after SIGTERM, and an in-flight scrape takes milliseconds.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Builds it. SIGTERM, SIGINT and SIGQUIT stop it from here on, not only from its start on.</summary>
    internal static async Task<WebApplication> BuildAsync(ServeOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddStandardError(options.LogLevel, options.LogFormat);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            foreach (ListenAddress address in options.ListenAddresses)
            {
                address.Bind(server);
            }
        });
        WebApplication app = builder.Build();
        app.UseStatusTexts();
        NotifySystemd(app.Lifetime);

        // The lifetime (ConsoleLifetime) registers its signal handlers here; the start repeats it. While the kernel program loads,
        // SIGTERM would end the program by its default, or be ignored where the program is PID 1 of a container.
        await app.Services.GetRequiredService<IHostLifetime>().WaitForStartAsync(CancellationToken.None);
        return app;
    }

    /// <summary>Starts to listen; false where a signal has stopped it before.</summary>
    /// <exception cref="ListenException">An address cannot be listened on.</exception>
    internal static async Task<bool> ListenAsync(this WebApplication app, IReadOnlyList<ListenAddress> addresses)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new ListenException(addresses, "the port is in use; stop who uses it, or choose another");
        }
        catch (SocketException e)
        {
            throw new ListenException(addresses, $"{e.Message}; choose another address");
        }
    }

    /// <summary>Tells systemd READY=1 once the server listens, and STOPPING=1; nothing where NOTIFY_SOCKET is not set.</summary>
    private static void NotifySystemd(IHostApplicationLifetime lifetime)
    {
        var systemd = new SystemdNotifier();
        lifetime.ApplicationStarted.Register(() => systemd.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => systemd.Notify(ServiceState.Stopping));
    }
}
