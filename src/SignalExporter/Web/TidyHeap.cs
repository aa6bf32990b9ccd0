namespace SignalExporter.Web;

/// <summary>
/// Collects garbage after requests: the youngest after each, all of it after some. Left alone the runtime waits until the
/// garbage is about as large as the CPU's last cache, 20 MB of resident memory on a common server, which a program beside the
/// ones that matter should not take. Nearly nothing survives a scrape, so it costs a fraction of a millisecond.
/// </summary>
internal static class TidyHeap
{
    private const int RequestsPerFullCollection = 50;

    private static int requests;

    /// <summary>On a stack of its own: that of the request still holds what it used.</summary>
    internal static void Collect() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ =>
        {
            if (Interlocked.Increment(ref requests) % RequestsPerFullCollection == 0)
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
            else
            {
                GC.Collect(0);
            }
        },
        null);
}
