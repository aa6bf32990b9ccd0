namespace SignalExporter.Prometheus.Tests.Naive;

/// <summary>Families that nobody would wish for, the same ones for the same seed.</summary>
internal sealed class RandomMetrics(int seed)
{
    private static readonly string[] Pieces =
    [
        "a", "b", "C", "x1", "9", ".", "-", "/", "_", "__", ":", " ", ";", "{", "}", "=", ",", "#", "# EOF",
        "\"", "\\", "\n", "\r", "\r\n", "\t", "\\n", "\\uD800", "uDC00", "\ud800", "\udc00",
        "\u00e9", "\u20ac", "\u2028", "\ufeff", "\U0001F600",
    ];

    private static readonly string[] NamePieces =
    [
        "a", "b", "c", ".", "_", "-", ":", "9", "\u00e9", "total", "_total", "_created", "_bucket", ".count", "_sum",
        ".seconds", "s",
    ];

    private static readonly string?[] Units =
    [
        null, "", "s", "ms", "By", "m", "1", "%", "{x}", "{packet}/s", "By/s", "1/s", "a{b}c", "weird unit!", "\u00b0",
        "seconds", "/", "x/", "total",
    ];

    private static readonly double[] Doubles =
    [
        0, -0.0, 1, 0.1, 0.3, 1e-5, 1e-4, 123456, 999999.5, 1e6, 1e21, 1e22, 5e-324, double.MaxValue, 1.0 / 3, 4.35,
        2.5e-7, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -1e-9,
    ];

    private readonly Random _random = new(seed);

    public List<FamilyModel> Families(int count) => [.. Enumerable.Range(0, count).Select(_ => Family())];

    private FamilyModel Family()
    {
        var kind = (MetricKind)_random.Next(3);
        var name = Text(NamePieces, 1, 5);
        var help = _random.Next(4) == 0 ? null : ValidText();
        return new FamilyModel(
            name, kind, Pick(Units), help, [.. Enumerable.Range(0, _random.Next(13)).Select(_ => Point(kind))]);
    }

    private PointModel Point(MetricKind kind)
    {
        var labels = Enumerable.Range(0, _random.Next(4))
            .Select(_ => new KeyValuePair<string, string>(
                _random.Next(20) == 0 ? "le" : Text(NamePieces, 0, 3), Text(Pieces, 0, 6)))
            .ToList();
        object value = kind == MetricKind.Histogram
            ? Histogram()
            : _random.Next(2) == 0 ? _random.NextInt64(-3, long.MaxValue) >> _random.Next(63) : Double();
        var started = _random.Next(3) == 0 ? default : DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(1L << 55));
        return new PointModel(labels, value, started);
    }

    private HistogramModel Histogram()
    {
        var bounds = Enumerable.Range(0, _random.Next(6))
            .Select(_ => _random.Next(3) == 0 ? Double() : Math.Abs(Double()))
            .Where(double.IsFinite)
            .Select(bound => bound + 0.0)
            .Distinct()
            .Order()
            .ToArray();
        var counts = bounds.Append(0).Select(_ => _random.NextInt64(_random.Next(50) == 0 ? -1 : 0, 1000)).ToArray();
        return new HistogramModel(bounds, counts, Double());
    }

    private double Double() => _random.Next(3) switch
    {
        0 => Doubles[_random.Next(Doubles.Length)],
        1 => BitConverter.Int64BitsToDouble(_random.NextInt64()),
        _ => Math.Round(_random.NextDouble() * 1000, _random.Next(6)),
    };

    // Help has no twin to be told from, so what is no Unicode in it is replaced by both writers.
    private string ValidText() => Text([.. Pieces.Where(piece => piece is not ("\ud800" or "\udc00"))], 1, 8);

    private string Text(string[] pieces, int least, int most) =>
        string.Concat(Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => Pick(pieces)));

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
