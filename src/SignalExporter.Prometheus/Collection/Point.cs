namespace SignalExporter.Prometheus.Collection;

/// <summary>One series of a family at the time of the collection.</summary>
internal readonly struct Point
{
    private readonly long _bits;

    public Point(LabelSet labels, long value, DateTimeOffset started, Exemplar? exemplar)
    {
        Labels = labels;
        _bits = value;
        IsInteger = true;
        StartedTicks = started.UtcTicks;
        Detail = exemplar;
    }

    public Point(LabelSet labels, double value, DateTimeOffset started, Exemplar? exemplar)
    {
        Labels = labels;
        _bits = BitConverter.DoubleToInt64Bits(value);
        StartedTicks = started.UtcTicks;
        Detail = exemplar;
    }

    public Point(LabelSet labels, HistogramData histogram, DateTimeOffset started)
    {
        Labels = labels;
        StartedTicks = started.UtcTicks;
        Detail = histogram;
    }

    public LabelSet Labels { get; }

    /// <summary>Whether the value is an integer, exact beyond what a double can hold.</summary>
    public bool IsInteger { get; }

    public long Integer => _bits;

    public double Double => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The start of the series, 0 where it is not known.</summary>
    public long StartedTicks { get; }

    /// <summary>
    /// A counter's exemplar or a histogram's data. One field, since a scrape may hold a million points.
    /// </summary>
    private object? Detail { get; }

    public Exemplar? Exemplar => Detail as Exemplar;

    public HistogramData Histogram => (HistogramData)Detail!;
}
