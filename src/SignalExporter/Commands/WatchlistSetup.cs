using Microsoft.Extensions.Logging;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using SignalExporter.Telemetry;

namespace SignalExporter.Commands;

/// <summary>The watchlist of a configuration file, and what reads the file again.</summary>
internal sealed class WatchlistSetup : IDisposable
{
    /// <exception cref="ConfigException">The file is not usable.</exception>
    internal WatchlistSetup(string file, ISignalSource source, CollectorHealth health, ILoggerFactory logging)
    {
        Status = new ReloadStatus(TimeProvider.System);
        Watchlist = new Watchlist(source, health, TimeProvider.System);
        Reloader = new ConfigReloader(file, Watchlist, Status, logging.CreateLogger<ConfigReloader>());
        IReadOnlyList<string> errors = Reloader.Load();
        if (errors.Count > 0)
        {
            Watchlist.Dispose();
            throw new ConfigException(errors);
        }
    }

    internal Watchlist Watchlist { get; }

    internal ReloadStatus Status { get; }

    internal ConfigReloader Reloader { get; }

    public void Dispose() => Watchlist.Dispose();
}
