namespace SignalExporter.EndToEnd.Tests;

/// <summary>A cause that is provoked, and all series that it makes.</summary>
/// <param name="Provoke">The arguments of the helper program, without the names: the row, the count, numbers.</param>
/// <param name="Expected">In the short form of <see cref="ExpectedSeries.Parse"/>.</param>
internal sealed record ConformanceCase(string Provoke, params string[] Expected)
{
    public string Row => Provoke.Split(' ')[0];

    public int Count => int.Parse(Provoke.Split(' ')[1]);

    public int[] Numbers => [.. Provoke.Split(' ').Skip(2).Select(int.Parse)];
}
