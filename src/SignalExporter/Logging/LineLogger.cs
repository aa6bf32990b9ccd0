using Microsoft.Extensions.Logging;

namespace SignalExporter.Logging;

/// <summary>Writes each message to <paramref name="output"/> as a line, at once.</summary>
internal sealed class LineLogger(TextWriter output, LogFormat format) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            output.WriteLine(LogLine.Write(format, DateTimeOffset.UtcNow, logLevel, state, exception, formatter));
        }
    }
}
