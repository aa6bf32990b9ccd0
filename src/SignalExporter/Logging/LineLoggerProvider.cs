using Microsoft.Extensions.Logging;

namespace SignalExporter.Logging;

/// <summary>
/// Logs to standard error. The framework's console logger has a queue, a thread and three formatters, for which a few lines
/// an hour have no use.
/// </summary>
internal sealed class LineLoggerProvider(LogFormat format) : ILoggerProvider
{
    private readonly LineLogger _logger = new(TextWriter.Synchronized(Console.Error), format);

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose()
    {
    }
}
