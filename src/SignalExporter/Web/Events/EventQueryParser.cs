using System.Globalization;
using Microsoft.Extensions.Primitives;
using SignalExporter.Configuration;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>Reads a query, and says of all that is wrong with it what, why, and what to do.</summary>
internal sealed class EventQueryParser
{
    private const int LongestRefresh = 3600;
    private const int LongestShown = 64;

    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    private EventQueryParser()
    {
    }

    /// <summary>What was asked for; as far as it can be understood, where there are errors.</summary>
    internal static EventQuery Parse(IEnumerable<KeyValuePair<string, StringValues>> query, DateTimeOffset now, out IReadOnlyList<string> errors)
    {
        var parser = new EventQueryParser();
        parser.Collect(query);
        EventQuery parsed = parser.Read(now);
        errors = parser._errors;
        return parsed;
    }

    // A form sends its empty fields too: they ask for nothing.
    private void Collect(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        string[] keys = [.. EventQuery.FilterKeys, EventQuery.RefreshKey, EventQuery.FormatKey];
        foreach ((string key, StringValues values) in query)
        {
            string[] texts = [.. values.Select(value => value?.Trim(' ') ?? "").Where(value => value.Length > 0)];
            if (!keys.Contains(key, StringComparer.Ordinal))
            {
                _errors.Add($"'{Shown(key)}' is no filter: take {string.Join(", ", keys)}");
            }
            else if (texts.Length > 1 && key is not (EventQuery.SignalKey or EventQuery.OriginKey))
            {
                _errors.Add($"{key}: it stands there {texts.Length} times; give it once");
            }
            else if (texts.Length > 0)
            {
                _given.Add(key, string.Join(',', texts));
            }
        }
    }

    private EventQuery Read(DateTimeOffset now) => new()
    {
        Given = _given,
        Signals = Signals(),
        Sender = Pattern(EventQuery.SenderKey),
        Receiver = Pattern(EventQuery.ReceiverKey),
        Origins = Origins(),
        Pid = Number(EventQuery.PidKey, 1, int.MaxValue, "a process id in the host's namespace"),
        Since = Since(now),
        Limit = Number(EventQuery.LimitKey, 1, RecentEvents.Capacity, "how many events to show"),
        Refresh = Number(EventQuery.RefreshKey, 0, LongestRefresh, "the seconds between two looks, 0 to stand still") ?? EventQuery.All.Refresh,
        Json = Json(),
    };

    private HashSet<Signal>? Signals()
    {
        if (!_given.TryGetValue(EventQuery.SignalKey, out string? text))
        {
            return null;
        }

        var signals = new HashSet<Signal>();
        foreach (string name in Names(text))
        {
            if (Signal.TryParse(name, out Signal signal))
            {
                signals.Add(signal);
            }
            else
            {
                _errors.Add($"{EventQuery.SignalKey}: '{Shown(name)}' is no signal; did you mean {Signal.Nearest(name).Name}? "
                    + "Take names or numbers from 1 to 64, with commas between");
            }
        }

        return signals;
    }

    private HashSet<Origin>? Origins()
    {
        if (!_given.TryGetValue(EventQuery.OriginKey, out string? text))
        {
            return null;
        }

        var origins = new HashSet<Origin>();
        foreach (string name in Names(text))
        {
            Origin origin = Array.Find(Enum.GetValues<Origin>(), origin => origin.Name() == name);
            if (origin != default)
            {
                origins.Add(origin);
            }
            else
            {
                _errors.Add($"{EventQuery.OriginKey}: '{Shown(name)}' is no origin; take "
                    + $"{string.Join(", ", Enum.GetValues<Origin>().Select(known => known.Name()))}, with commas between");
            }
        }

        return origins;
    }

    private CommPattern? Pattern(string key)
    {
        try
        {
            return _given.TryGetValue(key, out string? text) ? new CommPattern(text) : null;
        }
        catch (FormatException e)
        {
            _errors.Add($"{key}: '{Shown(_given[key])}' is no name of a process: {e.Message}; "
                + "take a name as in postgres, or how names begin, as in postgres*");
            return null;
        }
    }

    private int? Number(string key, int least, int most, string meaning)
    {
        if (!_given.TryGetValue(key, out string? text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: '{Shown(text)}' is not {meaning}; take a number from {least} to {most}"));
        return null;
    }

    private DateTimeOffset? Since(DateTimeOffset now)
    {
        if (!_given.TryGetValue(EventQuery.SinceKey, out string? text))
        {
            return null;
        }

        if (Duration.TryParse(text, out TimeSpan ago))
        {
            return now - ago;
        }

        // A plus in an address is a blank.
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];
        if (DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        _errors.Add($"{EventQuery.SinceKey}: '{Shown(text)}' is neither a duration nor a time; "
            + "take how long ago, as in 90s, 15m or 1h30m, or a time, as in 2026-01-31T03:00:00Z");
        return null;
    }

    private bool? Json()
    {
        switch (_given.GetValueOrDefault(EventQuery.FormatKey))
        {
            case null:
                return null;
            case "json":
                return true;
            case "html":
                return false;
            case var other:
                _errors.Add($"{EventQuery.FormatKey}: '{Shown(other)}' is not served; take json or html");
                return null;
        }
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Shown(string text) => text.Length > LongestShown ? string.Concat(text.AsSpan(0, LongestShown), "...") : text;
}
