using System.Diagnostics;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>Waits for what another process does in its own time.</summary>
public static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Xunit.Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "waited 30 s in vain");
            await Task.Delay(50);
        }
    }
}
