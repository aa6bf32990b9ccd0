namespace SignalExporter.Telemetry.Otlp;

/// <summary>What to do about an <see cref="Answer"/> (OTLP specification, "Failures").</summary>
internal enum AnswerKind
{
    /// <summary>No request was made.</summary>
    NotSent,

    /// <summary>The receiver took it.</summary>
    Taken,

    /// <summary>It may succeed later.</summary>
    Later,

    /// <summary>It will never succeed.</summary>
    Refused,
}
