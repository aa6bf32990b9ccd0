using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SignalExporter.Streams;

namespace SignalExporter.Logging;

/// <summary>The framework's console logging, to standard error, and which messages are logged.</summary>
internal static class StandardErrorLogging
{
    /// <summary>Logs from a level on, in a format.</summary>
    internal static void AddStandardError(this ILoggingBuilder logging, LogLevel level, LogFormat format)
    {
        // The console provider writes to Console.Error on a thread of its own. The runtime's Console.Error waits for a full pipe without
        // end, drops lines on a broken one without counting, and an error ends the provider: StandardError does none of this. The provider
        // opens Console.Out too, and the runtime's would change the settings of the terminal.
        Console.SetError(StandardError.Writer);
        Console.SetOut(TextWriter.Null);

        ConsoleFormatter formatter = format == LogFormat.Json ? new JsonFormatter() : new LogfmtFormatter();
        logging.Services.AddSingleton(formatter);
        logging.AddConsole(console =>
        {
            console.FormatterName = formatter.Name;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });

        // Of the framework only warnings and errors are logged; with --log.level=debug also what Kestrel says of connections.
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", Max(level, LogLevel.Warning));
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level == LogLevel.Information ? LogLevel.Warning : level);

        // The host's line about a failed start repeats the error that the command prints.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static LogLevel Max(LogLevel one, LogLevel other) => one > other ? one : other;
}
