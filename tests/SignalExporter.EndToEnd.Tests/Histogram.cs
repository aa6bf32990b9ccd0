namespace SignalExporter.EndToEnd.Tests;

/// <summary>One label set of a histogram.</summary>
/// <param name="Labels">Its labels, without <c>le</c>.</param>
/// <param name="Buckets">How many observations were at most so many seconds long, by that number, to +Inf.</param>
/// <param name="Sum">The sum of all observations, in seconds.</param>
/// <param name="Count">How many there were.</param>
internal sealed record Histogram(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<(double Bound, double Count)> Buckets,
    double Sum,
    double Count)
{
    public string this[string label] => Labels[label];

    /// <summary>The same for the same label set, different for different ones.</summary>
    public string Key => new Sample("", Labels, 0).Series;

    public static Histogram From(string name, IReadOnlyCollection<Sample> samples) => new(
        samples.First().Without("le").Labels,
        [.. samples
            .Where(s => s.Name == name + "_bucket")
            .Select(s => (Scrape.ReadNumber(s["le"]), s.Value))
            .OrderBy(b => b.Item1)],
        samples.Single(s => s.Name == name + "_sum").Value,
        samples.Single(s => s.Name == name + "_count").Value);

    /// <summary>By how much it has grown.</summary>
    public Histogram Since(Histogram? earlier) => earlier is null ? this : this with
    {
        Buckets = [.. Buckets.Zip(earlier.Buckets, (now, then) => (now.Bound, now.Count - then.Count))],
        Sum = Sum - earlier.Sum,
        Count = Count - earlier.Count,
    };

    /// <summary>Both taken together.</summary>
    public Histogram And(Histogram other) => this with
    {
        Buckets = [.. Buckets.Zip(other.Buckets, (one, two) => (one.Bound, one.Count + two.Count))],
        Sum = Sum + other.Sum,
        Count = Count + other.Count,
    };

    /// <summary>What none may have: a count that is not its last bucket, buckets that fall or go back.</summary>
    public string? Flaw(Histogram? earlier)
    {
        Histogram growth = Since(earlier);
        return this switch
        {
            _ when !double.IsPositiveInfinity(Buckets[^1].Bound) => "it has no +Inf bucket",
            _ when Buckets[^1].Count != Count => "its count is not its last bucket",
            _ when Buckets.Zip(Buckets.Skip(1)).Any(pair => pair.First.Count > pair.Second.Count) => "its buckets fall",
            _ when growth.Buckets.Any(b => b.Count < 0) => "a bucket went back",
            _ when growth.Sum < 0 => "its sum went back",
            _ => null,
        };
    }
}
