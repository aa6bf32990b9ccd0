using System.Collections.Immutable;
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

    private static readonly ImmutableArray<string> Names = MakeNames();

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

    /// <summary>1 to 64.</summary>
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

    /// <summary>The signal whose name is nearest to a misspelt one, by edit distance.</summary>
    public static Signal Nearest(string text)
    {
        string name = WithPrefix(text);
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

        return Math.Max(Names.IndexOf(name), 0);
    }

    private static string WithPrefix(string text)
    {
        string name = text.ToUpperInvariant();
        return name.StartsWith("SIG", StringComparison.Ordinal) ? name : "SIG" + name;
    }

    private static ImmutableArray<string> MakeNames()
    {
        // The numbers of x86-64 and arm64; include/uapi/asm-generic/signal.h.
        string[] standard =
        [
            "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
            "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
            "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
            "SIGIO", "SIGPWR", "SIGSYS", "SIG32", "SIG33", "SIGRTMIN",
        ];
        IEnumerable<string> realTime = Enumerable.Range(1, MaxNumber - FirstRealTime)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{n}"));
        return [.. standard, .. realTime];
    }

    // Levenshtein's distance, row by row.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
