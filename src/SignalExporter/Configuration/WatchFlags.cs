using System.CommandLine;
using System.Globalization;
using SignalExporter.Kernel;

namespace SignalExporter.Configuration;

/// <summary>The flags of <c>watch</c>.</summary>
internal sealed class WatchFlags
{
    // 50 ms of 280,000 signals a second: whoever watches has memory to spare.
    private const int BufferBytes = 4 * 1024 * 1024;

    // PID_MAX_LIMIT, include/linux/threads.h
    private const int MaxPid = 4 * 1024 * 1024;

    private const string AllSignals = "all";

    // The ends of children, alarm clocks, and what Go programs send to their own threads all day.
    private static readonly string[] Noise = ["SIGCHLD", "SIGALRM", "SIGURG"];

    private readonly Option<string[]> _signals = new("--signal", "-s")
    {
        Description = "These signals, by name or number, with commas between; 'all' for all. Repeatable. "
            + $"[default: all but {string.Join(", ", Noise)}]",
        HelpName = "LIST",
    };

    private readonly Option<string?> _pid = new("--pid", "-p")
    {
        Description = "Only signals to this process.",
        HelpName = "PID",
    };

    private readonly Option<string?> _sender = new("--sender")
    {
        Description = "Only from processes of this name; NAME* for names that begin so; kernel for the kernel.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _receiver = new("--receiver")
    {
        Description = "Only to processes of this name; NAME* for names that begin so.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _origins = new("--origin")
    {
        Description = $"Only for these reasons, with commas between. Repeatable. They are {OriginNames}.",
        HelpName = "LIST",
    };

    private readonly Option<bool> _failed = new("--failed")
    {
        Description = "Show calls that failed to send, too. Every system call of the machine pays for it: about 0.1 us.",
    };

    private readonly Option<bool> _tree = new("--tree")
    {
        Description = "Show the sender's ancestors.",
    };

    private readonly Option<bool> _commandLine = new("--command-line")
    {
        Description = "Show the sender's command line. It may hold secrets.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write a JSON object a line.",
    };

    private readonly Option<string?> _count = new("--count")
    {
        Description = "End after N signals, with exit code 0.",
        HelpName = "N",
    };

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "End after so many seconds, or a duration as in 90s or 5m, with exit code 124.",
        HelpName = "TIME",
    };

    /// <summary>All of them, in the order of <c>--help</c>.</summary>
    internal IEnumerable<Option> All =>
        [_signals, _pid, _sender, _receiver, _origins, _failed, _tree, _commandLine, _json, _count, _timeout];

    private static string OriginNames => string.Join(", ", Enum.GetValues<Origin>().Select(origin => origin.Name()));

    /// <summary>What was asked for; null where something is wrong, with a line for each thing that is.</summary>
    internal WatchOptions? Read(ParseResult result, out IReadOnlyList<string> errors)
    {
        var wrong = new List<string>();
        var options = new WatchOptions
        {
            Filter = new EventFilter
            {
                Signals = ReadSignals(result, wrong),
                ReceiverPid = (int?)ReadNumber(result, _pid, MaxPid, wrong),
                Sender = ReadPattern(result, _sender, wrong),
                Receiver = ReadPattern(result, _receiver, wrong),
                Origins = ReadOrigins(result, wrong),
                Failures = result.GetValue(_failed),
                CommandLines = result.GetValue(_commandLine),
                BufferBytes = BufferBytes,
            },
            Tree = result.GetValue(_tree),
            Json = result.GetValue(_json),
            Count = ReadNumber(result, _count, int.MaxValue, wrong),
            Timeout = ReadTimeout(result, wrong),
        };
        errors = wrong;
        return wrong.Count == 0 ? options : null;
    }

    private HashSet<Signal> ReadSignals(ParseResult result, List<string> errors)
    {
        if (ReadList(result, _signals, errors) is not { } names)
        {
            return [.. Signal.All.Where(signal => !Noise.Contains(signal.Name))];
        }

        string[] named = [.. names.Where(name => !name.Equals(AllSignals, StringComparison.OrdinalIgnoreCase))];
        return named.Length < names.Count
            ? [.. Signal.All]
            : [.. SignalList.Parse(_signals.Name, string.Join(',', named), errors)];
    }

    private HashSet<Origin>? ReadOrigins(ParseResult result, List<string> errors)
    {
        if (ReadList(result, _origins, errors) is not { } names)
        {
            return null;
        }

        var origins = new HashSet<Origin>();
        foreach (string name in names)
        {
            Origin origin = Enum.GetValues<Origin>().FirstOrDefault(origin => origin.Name() == name);
            if (origin == default)
            {
                errors.Add($"{_origins.Name}: '{name}' is none of {OriginNames}");
            }

            origins.Add(origin);
        }

        return origins;
    }

    /// <summary>The names of a list that may be given in parts; null where it is not given.</summary>
    private static List<string>? ReadList(ParseResult result, Option<string[]> option, List<string> errors)
    {
        if (result.GetResult(option) is null or { Implicit: true })
        {
            return null;
        }

        List<string> names = [.. result.GetValue(option)!
            .SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        if (names.Count == 0)
        {
            errors.Add($"{option.Name}: the list is empty, so that nothing would be shown");
        }

        return names;
    }

    private static CommPattern? ReadPattern(ParseResult result, Option<string?> option, List<string> errors)
    {
        string? text = result.GetValue(option);
        try
        {
            return text is null ? null : new CommPattern(text);
        }
        catch (FormatException e)
        {
            errors.Add($"{option.Name}: '{text}': {e.Message}");
            return null;
        }
    }

    private static long? ReadNumber(ParseResult result, Option<string?> option, int highest, List<string> errors)
    {
        if (result.GetValue(option) is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > highest)
        {
            errors.Add($"{option.Name}: '{text}' is not a number from 1 to {highest}");
        }

        return number;
    }

    private TimeSpan? ReadTimeout(ParseResult result, List<string> errors)
    {
        if (result.GetValue(_timeout) is not { } text)
        {
            return null;
        }

        bool seconds = text.Length > 0 && text.All(char.IsAsciiDigit);
        if (!Duration.TryParse(seconds ? text + "s" : text, out TimeSpan timeout) || timeout == TimeSpan.Zero)
        {
            errors.Add($"{_timeout.Name}: '{text}' is neither a number of seconds nor a duration, as in 5, 500ms or 1m30s");
        }

        return timeout;
    }
}
