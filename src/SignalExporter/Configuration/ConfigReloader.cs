using Microsoft.Extensions.Logging;
using SignalExporter.Telemetry;

namespace SignalExporter.Configuration;

/// <summary>Reads the configuration file again when it is told to. A bad file leaves the rules as they are.</summary>
internal sealed partial class ConfigReloader(string path, Watchlist watchlist, ReloadStatus status, ILogger<ConfigReloader> logger)
{
    private readonly Lock _lock = new();

    /// <summary>Reads the file and uses it.</summary>
    /// <returns>What is wrong with it, a line each; none where it is in use now.</returns>
    internal IReadOnlyList<string> Load()
    {
        lock (_lock)
        {
            IReadOnlyList<WatchRule>? rules = ConfigFile.Read(path, out IReadOnlyList<string> errors);
            if (rules is null)
            {
                status.Failed();
            }
            else
            {
                watchlist.Use(rules);
                status.Succeeded();
                LogLoaded(path, rules.Count);
            }

            return errors;
        }
    }

    /// <summary>The same while the program runs: errors are logged, and the rules stay as they were.</summary>
    internal IReadOnlyList<string> Reload()
    {
        IReadOnlyList<string> errors = Load();
        foreach (string error in errors)
        {
            LogRefused(error);
        }

        return errors;
    }

    [LoggerMessage(LogLevel.Information, "configuration loaded")]
    private partial void LogLoaded(string file, int critical);

    [LoggerMessage(LogLevel.Error, "the configuration file is not used; the rules stay as they were")]
    private partial void LogRefused(string error);
}
