using System.Diagnostics;
using System.Runtime.InteropServices;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Interop.Libc;
using static Tmds.Linux.LibC;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Sends itself a signal by kill, tgkill and sigqueue, and looks whether each comes out as its own: kernels have changed how
/// they mark such signals (7.3 made kill() look like one of the kernel's), and a wrong sender is worse than none. Nothing of it
/// is left in counts, events or the watchlist. A test holds it to 20 ms.
/// </summary>
internal sealed unsafe class SelfCheck(SignalTable series, CriticalTable critical, EventRing? events, SignalSourceOptions options)
{
    private static readonly Signal Urgent = new(23); // SIGURG, for which the runtime never has a handler

    // All are ignored unless they are handled. By default SIGCHLD is not counted.
    private static readonly Signal[] Harmless = [Urgent, new(28), new(17)]; // SIGWINCH, SIGCHLD

    private readonly Comm _name = new(File.ReadAllBytes("/proc/self/comm").AsSpan().TrimEnd((byte)'\n'));

    private readonly List<string> _failures = [];

    internal SelfCheckResult Run()
    {
        long begin = Stopwatch.GetTimestamp();

        // One that is neither counted nor an event leaves no trace; by default there is one.
        int unused = Array.FindIndex(Harmless, signal => !options.Counts(signal) && !(events?.Signals.Contains(signal) ?? false));
        if (unused >= 0)
        {
            CheckByWatchlist(Harmless[unused]);
        }
        else
        {
            CheckByCounts(Urgent);
        }

        return new SelfCheckResult(_failures, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Through the watchlist, which sees signals that are not counted if they reach a process.</summary>
    private void CheckByWatchlist(Signal signal)
    {
        using var handler = PosixSignalRegistration.Create((PosixSignal)signal.Number, context => context.Cancel = true);
        critical.Watch([new WatchPattern(new CommPattern(_name), new HashSet<Signal> { signal })]);
        Check(signal, _ =>
            [.. critical.Take().Signals
                .Where(s => s.Signal == signal && s.Receiver == _name)
                .Select(s => (s.Sender, s.Origin))]);
        critical.Forget();
    }

    /// <summary>Where every signal is counted: by the counts, from which it is taken off again.</summary>
    private void CheckByCounts(Signal signal)
    {
        using IDisposable? ignored = events?.IgnoreOwn();
        Check(signal, code =>
        {
            SignalSeries[] seen =
            [
                .. series.Read(termination: false, sendFailures: false).Series.Select(s => s.Series)
                    .Where(s => s.Signal == signal && s.Receiver == _name && s.Code.Name == code),
            ];
            if (seen.FirstOrDefault(s => IsOwn(s.Sender, s.Origin)) is { } own)
            {
                series.TakeOff(own);
            }

            return [.. seen.Select(s => (s.Sender, s.Origin))];
        });
    }

    private bool IsOwn(Comm sender, Origin origin) => sender == _name && origin == Origin.User;

    /// <param name="signal">What is sent.</param>
    /// <param name="read">Who sent it and why, as the kernel program tells it; it is given the code that the call makes.</param>
    private void Check(Signal signal, Func<string, (Comm Sender, Origin Origin)[]> read)
    {
        int pid = Environment.ProcessId;
        Try("kill", "SI_USER", () => kill(pid, signal.Number));
        Try("tgkill", "SI_TKILL", () => tgkill(pid, gettid(), signal.Number));
        Try("sigqueue", "SI_QUEUE", () => sigqueue(pid, signal.Number, default));

        void Try(string call, string code, Func<int> send)
        {
            if (send() != 0)
            {
                _failures.Add($"{call} failed: {Errno.Describe(errno)}");
                return;
            }

            (Comm Sender, Origin Origin)[] seen = read(code);
            if (!seen.Any(s => IsOwn(s.Sender, s.Origin)))
            {
                string what = string.Join(", ", seen.Select(s => $"from {s.Sender} with origin {s.Origin.Name()}"));
                _failures.Add($"{call} by {_name} to itself came out {(what.Length > 0 ? what : "not at all")}");
            }
        }
    }
}
