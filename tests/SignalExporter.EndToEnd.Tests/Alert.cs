namespace SignalExporter.EndToEnd.Tests;

/// <summary>An alert as it reached the webhook.</summary>
/// <param name="Firing">Whether it is; else it is resolved.</param>
/// <param name="Labels">With its name as <c>alertname</c>.</param>
/// <param name="Annotations">The texts for people.</param>
internal sealed record Alert(
    bool Firing, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    public string Name => Labels["alertname"];

    /// <summary>Who is said to have received the signal.</summary>
    public string Receiver => Labels.GetValueOrDefault("receiver_comm", "");
}
