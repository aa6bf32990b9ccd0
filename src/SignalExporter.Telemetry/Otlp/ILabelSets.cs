namespace SignalExporter.Telemetry.Otlp;

/// <summary>An instrument's label sets, from the start of a provider of the SDK to its end.</summary>
internal interface ILabelSets
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>A reading begins: what it does not name is no longer there.</summary>
    void Begin();

    /// <summary>The receiver has all that was told.</summary>
    void Acknowledge();

    /// <summary>
    /// A new provider begins: it tells what the receiver does not have, and forgets the label sets that are no longer there; what
    /// of them the receiver does not have is told as <c>[other]</c>.
    /// </summary>
    void Restart();
}
