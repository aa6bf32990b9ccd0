using System.Runtime.InteropServices;

namespace SignalExporter.Web;

/// <summary>
/// Gives memory back, since a program beside the ones that matter should not take what it needs only for a moment. Left alone,
/// .NET waits until the garbage is about as large as the CPU's last cache (20 MB on a common server), and the C library keeps
/// a heap for each thread that ever compressed an answer. Nearly nothing survives a scrape, so it costs a fraction of a
/// millisecond. docs/benchmarks.md has what it takes.
/// </summary>
internal static partial class TidyHeap
{
    // malloc.h: M_MMAP_THRESHOLD, M_ARENA_MAX
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    private const int LargeBlock = 64 * 1024;
    private const int RequestsPerFullCollection = 50;

    private static int _requests;

    /// <summary>Has the C library keep one heap, and give back large blocks at once. To be called first of all.</summary>
    internal static void Begin()
    {
        try
        {
            _ = mallopt(ArenaMax, 1);
            _ = mallopt(MmapThreshold, LargeBlock);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with heaps of its own kind.
        }
    }

    /// <summary>
    /// After a request: collects the youngest garbage, and every so often all of it. On a stack of its own: that of the
    /// request still holds what it used.
    /// </summary>
    internal static void Collect() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ =>
        {
            if (Interlocked.Increment(ref _requests) % RequestsPerFullCollection == 0)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
            else
            {
                GC.Collect(0);
            }
        },
        null);

    [LibraryImport("libc")]
    private static partial int mallopt(int param, int value);
}
