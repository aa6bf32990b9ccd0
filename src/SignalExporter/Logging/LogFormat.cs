namespace SignalExporter.Logging;

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    /// <summary><c>time=... level=INFO msg=... key=value</c></summary>
    Logfmt,

    /// <summary>One JSON object a line, with the same keys.</summary>
    Json,
}
