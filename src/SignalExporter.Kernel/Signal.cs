using System.Globalization;

namespace SignalExporter.Kernel;

/// <summary>
/// A signal's number, 1 to 64, and its name (signal(7)): SIGHUP ... SIGSYS, then SIG32 and SIG33, which the C library
/// keeps for itself, then SIGRTMIN (34) to SIGRTMIN+30 (64).
/// </summary>
public readonly record struct Signal
{
    /// <summary>The highest number: SIGRTMIN+30, which is SIGRTMAX.</summary>
    public const int MaxNumber = 64;

    private const int FirstRealTime = 34;

    private static readonly string[] Names = MakeNames();

    /// <summary>A signal by its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not between 1 and 64.</exception>
    public Signal(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxNumber);
        Number = number;
    }

    /// <summary>Every signal, by number.</summary>
    public static IEnumerable<Signal> All => Enumerable.Range(1, MaxNumber).Select(number => new Signal(number));

    /// <summary>What stands for a number that is no signal's: 0, named <c>invalid</c>.</summary>
    public static Signal Invalid => default;

    /// <summary>1 to 64; 0 for <see cref="Invalid"/>.</summary>
    public int Number { get; }

    /// <summary>The name, as in <c>SIGKILL</c> or <c>SIGRTMIN+3</c>.</summary>
    public string Name => Names[Number];

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;

    /// <summary>
    /// Reads a name in any case, with or without SIG (<c>SIGKILL</c>, <c>kill</c>, <c>SIGRTMIN+3</c>, <c>SIGRTMAX-1</c>,
    /// the aliases SIGPOLL, SIGIOT and SIGCLD), or a number.
    /// </summary>
    public static bool TryParse(string text, out Signal signal)
    {
        int number = Find(text);
        signal = number > 0 ? new Signal(number) : default;
        return number > 0;
    }

    /// <summary>The signal whose name is nearest to a misspelt one, by edit distance (a swap of neighbours is one edit). Long texts are cut.</summary>
    public static Signal Nearest(string text)
    {
        const int longest = 32;
        string name = WithPrefix(text.Length > longest ? text[..longest] : text);
        return All.MinBy(signal => Distance(name, signal.Name));
    }

    private static int Find(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number <= MaxNumber ? number : 0;
        }

        string name = WithPrefix(text) switch
        {
            "SIGPOLL" => "SIGIO",
            "SIGIOT" => "SIGABRT",
            "SIGCLD" => "SIGCHLD",
            "SIGRTMAX" => Names[MaxNumber],
            var other => other,
        };

        const string fromMax = "SIGRTMAX-";
        if (name.StartsWith(fromMax, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(fromMax.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int below))
        {
            return below <= MaxNumber - FirstRealTime ? MaxNumber - below : 0;
        }

        return Math.Max(Array.IndexOf(Names, name), 0); // names of signals are in capitals: "invalid" is not found
    }

    private static string WithPrefix(string text)
    {
        string name = text.ToUpperInvariant();
        return name.StartsWith("SIG", StringComparison.Ordinal) ? name : "SIG" + name;
    }

    private static string[] MakeNames()
    {
        // The numbers of x86-64 and arm64; include/uapi/asm-generic/signal.h.
        string[] standard =
        [
            "invalid", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
            "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
            "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
            "SIGIO", "SIGPWR", "SIGSYS", "SIG32", "SIG33", "SIGRTMIN",
        ];
        IEnumerable<string> realTime = Enumerable.Range(1, MaxNumber - FirstRealTime)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{n}"));
        return [.. standard, .. realTime];
    }

    // Letters to put in, take out, change, or swap with their neighbour (the optimal string alignment distance).
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                int changed = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(changed, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], 1 + d[i - 2, j - 2]);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
