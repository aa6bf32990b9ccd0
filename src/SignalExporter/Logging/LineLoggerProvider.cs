using Microsoft.Extensions.Logging;
using SignalExporter.Streams;

namespace SignalExporter.Logging;

/// <summary>
/// Logs to standard error. The framework's console logger has a queue, a thread and three formatters, for which a few lines
/// an hour have no use.
/// </summary>
internal sealed class LineLoggerProvider(LogFormat format) : ILoggerProvider
{
    private readonly LineLogger _logger = new(StandardError.Writer, format);

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose()
    {
    }
}
