using System.Globalization;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// A series of linux_signal_generated_total and by how much it is to grow, or has grown. As text, one line:
/// <c>SIGUSR1 SI_USER user delivered sender > receiver 5</c>.
/// </summary>
internal sealed record ExpectedSeries(
    string Signal, string Code, string Origin, string Result, string Sender, string Receiver, double Count)
{
    /// <summary>
    /// Reads the short form of the conformance table. <c>S</c> and <c>R</c> stand for the case's own names; any other
    /// name stands for itself.
    /// </summary>
    public static ExpectedSeries Parse(string text, string sender, string receiver)
    {
        string[] w = text.Split(' ');
        double count = double.Parse(w[7], CultureInfo.InvariantCulture);
        return new ExpectedSeries(w[0], w[1], w[2], w[3], NameOf(w[4]), NameOf(w[6]), count);

        string NameOf(string word) => word switch
        {
            "S" => sender,
            "R" => receiver,
            _ => word,
        };
    }

    public static ExpectedSeries From(Sample sample, double growth) => new(
        sample["signal"],
        sample["code"],
        sample["origin"],
        sample["result"],
        sample["sender_comm"],
        sample["receiver_comm"],
        growth);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Signal} {Code} {Origin} {Result} {Sender} > {Receiver} {Count}");
}
