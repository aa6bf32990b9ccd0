namespace SignalExporter.Telemetry.Otlp;

/// <summary>What came of an attempt to send.</summary>
/// <param name="Kind">Whether it was taken, and what to do if not.</param>
/// <param name="Reason">Why it was not taken, or why a part of it was not; empty where all is well.</param>
internal sealed record Answer(AnswerKind Kind, string Reason)
{
    /// <summary>Nothing was sent: the request could not be made.</summary>
    internal static Answer NotSent { get; } = new(AnswerKind.NotSent, "the request could not be made");

    /// <summary>How long the receiver asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many records or points the receiver has refused of what it took.</summary>
    public long Rejected { get; init; }
}
