using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SignalExporter.Kernel;
using SignalExporter.Logging;

namespace SignalExporter.Configuration;

/// <summary>The flags of <c>serve</c>.</summary>
internal sealed class ServeFlags
{
    private readonly Option<string[]> _listenAddress = new("--web.listen-address")
    {
        Description = "Where to listen, as host:port or :port. Repeatable.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => ["127.0.0.1:10009"],
    };

    private readonly Option<string> _telemetryPath = new("--web.telemetry-path")
    {
        Description = "The path of the metrics.",
        HelpName = "PATH",
        DefaultValueFactory = _ => "/metrics",
    };

    private readonly Option<bool> _enableLifecycle = new("--web.enable-lifecycle")
    {
        Description = "Answer POST /-/reload, which reads the configuration file again; so does SIGHUP.",
    };

    private readonly Option<string?> _configFile = new("--config.file")
    {
        Description = "The configuration file (YAML): the critical processes.",
        HelpName = "FILE",
    };

    private readonly Option<string> _exclude = new("--signals.exclude")
    {
        Description = "Signals that are not counted, with commas between; empty for none.",
        HelpName = "LIST",
        DefaultValueFactory = _ => "SIGCHLD,SIGALRM",
    };

    private readonly Option<string?> _include = new("--signals.include")
    {
        Description = "Count only these signals. Not together with --signals.exclude.",
        HelpName = "LIST",
    };

    private readonly Option<string> _seriesLimit = new("--series.limit")
    {
        Description = "How many series may live at once, 1 to 1000000; signals beyond count as [other].",
        HelpName = "N",
        DefaultValueFactory = _ => "8192",
    };

    private readonly Option<string> _seriesIdle = new("--series.idle")
    {
        Description = "After how long a series that counts nothing ends, as in 24h or 30m; what it counted stays counted.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "24h",
    };

    private readonly Option<string> _histogramLimit = new("--histogram.limit")
    {
        Description = "How many series each histogram may have, 1 to 10000; what is beyond is measured as [other].",
        HelpName = "N",
        DefaultValueFactory = _ => "256",
    };

    private readonly Option<string> _escalationWindow = new("--escalation.window")
    {
        Description = "Within how long of a SIGTERM a SIGKILL to the same process is an escalation.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "5m",
    };

    private readonly Collector _delivery = new(
        "delivery", isDefault: true, "Measure how long it takes until a signal's handler runs.");

    private readonly Collector _termination = new(
        "termination", isDefault: true,
        "Measure how long processes take to end, count those that signals end, and SIGKILLs after a SIGTERM.");

    private readonly Collector _failures = new(
        "failures", isDefault: false,
        "Count failed kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo and pidfd_send_signal calls. Where the kernel lets nobody hook its functions (fexit), every system call of the machine pays for it: about 0.1 us.");

    private readonly Collector _events = new(
        "events", isDefault: true, "Keep single signals with their whole story, for /events and OTLP.");

    private readonly Option<string> _eventSignals = new("--events.signals")
    {
        Description = "The signals that become events, with commas between.",
        HelpName = "LIST",
        DefaultValueFactory = _ =>
            "SIGKILL,SIGTERM,SIGINT,SIGQUIT,SIGHUP,SIGABRT,SIGSTOP,SIGSEGV,SIGBUS,SIGILL,SIGFPE,SIGSYS,SIGTRAP",
    };

    private readonly Option<bool> _eventCommandLine = new("--events.command-line")
    {
        Description = "Take the sender's command line along. It can hold secrets: only with listeners on loopback.",
    };

    private readonly Option<string> _source = new("--source")
    {
        Description = "How signals are counted: auto or ebpf.",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _logLevel = new("--log.level")
    {
        Description = "Log only messages of this severity or above: debug, info, warn or error.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => "info",
    };

    private readonly Option<string> _logFormat = new("--log.format")
    {
        Description = "How log lines are written: logfmt or json.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "logfmt",
    };

    /// <summary>All of them, in the order of <c>--help</c>.</summary>
    internal IEnumerable<Option> All =>
    [
        _listenAddress, _telemetryPath, _enableLifecycle, _configFile, _exclude, _include, _seriesLimit, _seriesIdle,
        _histogramLimit, _escalationWindow, .. _delivery.Options, .. _termination.Options, .. _failures.Options,
        .. _events.Options, _eventSignals, _eventCommandLine, _source,
        _logLevel, _logFormat,
    ];

    /// <summary>What was asked for; null where something is wrong, with a line for each thing that is.</summary>
    internal ServeOptions? Read(ParseResult result, out IReadOnlyList<string> errors)
    {
        var wrong = new List<string>();
        var options = new ServeOptions
        {
            ListenAddresses = ReadListenAddresses(result, wrong),
            TelemetryPath = ReadTelemetryPath(result, wrong),
            EnableLifecycle = result.GetValue(_enableLifecycle),
            ConfigFile = result.GetValue(_configFile),
            Signals = ReadSignals(result, wrong),
            SeriesLimit = ReadNumber(result, _seriesLimit, SignalSourceOptions.MaxSeriesLimit, wrong),
            SeriesIdle = ReadDuration(result, _seriesIdle, "24h, 30m or 1h30m", wrong),
            HistogramLimit = ReadNumber(result, _histogramLimit, SignalSourceOptions.MaxHistogramLimit, wrong),
            EscalationWindow = ReadDuration(result, _escalationWindow, "5m, 90s or 1m30s", wrong),
            Delivery = _delivery.Read(result, wrong),
            Termination = _termination.Read(result, wrong),
            SendFailures = _failures.Read(result, wrong),
            Events = ReadEvents(result, wrong),
            LogLevel = ReadChoice(result, _logLevel, wrong, LogLevels),
            LogFormat = ReadChoice(result, _logFormat, wrong, LogFormats),
        };
        _ = ReadChoice(result, _source, wrong, Sources);
        foreach (ListenAddress address in options.ListenAddresses.Where(
            address => options.Events is { CommandLines: true } && !address.IsLoopback))
        {
            wrong.Add($"{_eventCommandLine.Name}: command lines can hold secrets, and {address.Text} can be reached from elsewhere; "
                + $"listen on 127.0.0.1 ({_listenAddress.Name}), or do without");
        }

        errors = wrong;
        return wrong.Count == 0 ? options : null;
    }

    private static readonly (string, LogLevel)[] LogLevels =
        [("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error)];

    private static readonly (string, LogFormat)[] LogFormats = [("logfmt", LogFormat.Logfmt), ("json", LogFormat.Json)];

    private static readonly (string, string)[] Sources = [("auto", "auto"), ("ebpf", "ebpf")];

    private List<ListenAddress> ReadListenAddresses(ParseResult result, List<string> errors)
    {
        var addresses = new List<ListenAddress>();
        foreach (string text in result.GetValue(_listenAddress)!)
        {
            if (ListenAddress.Parse(text, out string error) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                errors.Add($"{_listenAddress.Name}: '{text}': {error}");
            }
        }

        return addresses;
    }

    private string ReadTelemetryPath(ParseResult result, List<string> errors)
    {
        string path = result.GetValue(_telemetryPath)!;
        bool plain = path.StartsWith('/') && path.All(c => char.IsAsciiLetterOrDigit(c) || "/-_.~".Contains(c, StringComparison.Ordinal));
        if (!plain || path.EndsWith('/') || path.StartsWith("/-/", StringComparison.Ordinal) || path == "/events")
        {
            errors.Add($"{_telemetryPath.Name}: '{path}' cannot be used; expected a path of its own, as in /metrics");
        }

        return path;
    }

    private HashSet<Signal> ReadSignals(ParseResult result, List<string> errors)
    {
        IReadOnlySet<Signal> excluded = SignalList.Parse(_exclude.Name, result.GetValue(_exclude)!, errors);
        if (result.GetValue(_include) is not { } list)
        {
            return [.. Signal.All.Where(signal => !excluded.Contains(signal))];
        }

        if (result.GetResult(_exclude) is { Implicit: false })
        {
            errors.Add($"{_include.Name} and {_exclude.Name} cannot be used together");
        }

        int before = errors.Count;
        IReadOnlySet<Signal> included = SignalList.Parse(_include.Name, list, errors);
        if (included.Count == 0 && errors.Count == before)
        {
            errors.Add($"{_include.Name}: the list is empty, so that nothing would be counted");
        }

        return [.. included];
    }

    private EventFilter? ReadEvents(ParseResult result, List<string> errors)
    {
        bool on = _events.Read(result, errors);
        int before = errors.Count;
        IReadOnlySet<Signal> signals = SignalList.Parse(_eventSignals.Name, result.GetValue(_eventSignals)!, errors);
        if (signals.Count == 0 && errors.Count == before)
        {
            errors.Add($"{_eventSignals.Name}: the list is empty; --no-collector.events does without events");
        }

        return on ? new EventFilter { Signals = signals, CommandLines = result.GetValue(_eventCommandLine) } : null;
    }

    private static int ReadNumber(ParseResult result, Option<string> option, int highest, List<string> errors)
    {
        string text = result.GetValue(option)!;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > highest)
        {
            errors.Add($"{option.Name}: '{text}' is not a number from 1 to {highest}");
        }

        return number;
    }

    private static TimeSpan ReadDuration(ParseResult result, Option<string> option, string examples, List<string> errors)
    {
        string text = result.GetValue(option)!;
        if (!Duration.TryParse(text, out TimeSpan duration) || duration < TimeSpan.FromSeconds(1))
        {
            errors.Add($"{option.Name}: '{text}' is not a duration of a second or more, as in {examples}");
        }

        return duration;
    }

    private static T ReadChoice<T>(ParseResult result, Option<string> option, List<string> errors, (string Name, T Value)[] choices)
    {
        string text = result.GetValue(option)!;
        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        errors.Add($"{option.Name}: '{text}' is none of {string.Join(", ", choices.Select(choice => choice.Name))}");
        return choices[0].Value;
    }
}
