namespace SignalExporter.Prometheus.Collection;

/// <summary>
/// A list that only grows, in chunks: no copying, and no array on the large object heap, which would stay until the
/// next full collection of the garbage collector.
/// </summary>
internal sealed class PointList
{
    private const int FirstChunk = 8;
    private const int LargestChunk = 1024;

    private readonly List<Point[]> _chunks = [];
    private int _usedOfLast;

    public int Count { get; private set; }

    public int ChunkCount => _chunks.Count;

    public ReadOnlySpan<Point> this[int chunk] =>
        chunk == _chunks.Count - 1 ? _chunks[chunk].AsSpan(0, _usedOfLast) : _chunks[chunk];

    public void Add(in Point point)
    {
        if (_chunks.Count == 0 || _usedOfLast == _chunks[^1].Length)
        {
            _chunks.Add(new Point[_chunks.Count == 0 ? FirstChunk : Math.Min(_chunks[^1].Length * 4, LargestChunk)]);
            _usedOfLast = 0;
        }

        _chunks[^1][_usedOfLast++] = point;
        Count++;
    }
}
