using System.Collections;
using System.Runtime.CompilerServices;

namespace SignalExporter.Kernel;

/// <summary>
/// A list in pieces that are small enough for the garbage collector's youngest generation: a reading of 10,000 series as one
/// array would go to the large object heap, once a scrape.
/// </summary>
internal sealed class ChunkedList<T> : IReadOnlyList<T>
    where T : struct
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly int ChunkLength = ChunkBytes / Unsafe.SizeOf<T>();

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public T this[int index] => index < Count ? _chunks[index / ChunkLength][index % ChunkLength] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(T item)
    {
        if (Count == _chunks.Count * ChunkLength)
        {
            _chunks.Add(new T[ChunkLength]);
        }

        _chunks[^1][Count % ChunkLength] = item;
        Count++;
    }
}
