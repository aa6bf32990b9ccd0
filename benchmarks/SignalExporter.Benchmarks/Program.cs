using System.Diagnostics;
using System.Globalization;
using SignalExporter.Kernel;
using SignalExporter.Kernel.Ebpf;

// How long a reading of the kernel's table takes: SignalExporter.Benchmarks PROVOKE SERIES
// PROVOKE is the program of tests/provoke, which sends the signals.
const int Reads = 200;
const int TestSignal = 40;
TimeSpan warmUp = TimeSpan.FromSeconds(2);

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int series = int.Parse(args[1], CultureInfo.InvariantCulture);
using var source = new EbpfSignalSource(new SignalSourceOptions
{
    SeriesLimit = 16384,
    Counts = signal => signal.Number == TestSignal,
});
using (Process provoke = Process.Start(args[0], ["names", args[1], "sender-", "receiver", "1", $"{TestSignal}"]))
{
    provoke.WaitForExit();
}

long start = Stopwatch.GetTimestamp();
int found = source.Read().Series.Count;
TimeSpan first = Stopwatch.GetElapsedTime(start);
if (found < series)
{
    Console.Error.WriteLine($"only {found} of {series} series were counted");
    return 1;
}

for (start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
{
    _ = source.Read();
}

var times = new double[Reads];
long allocated = GC.GetAllocatedBytesForCurrentThread();
for (int i = 0; i < Reads; i++)
{
    start = Stopwatch.GetTimestamp();
    _ = source.Read();
    times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Reads;
Array.Sort(times);
Console.WriteLine(
    $"reading {found} series took {times[Reads / 2]:F3} ms "
    + $"({times[Reads / 10]:F3} .. {times[Reads - 1 - Reads / 10]:F3})  "
    + $"allocated {allocated} bytes  the first one {first.TotalMilliseconds:F1} ms");
return 0;
