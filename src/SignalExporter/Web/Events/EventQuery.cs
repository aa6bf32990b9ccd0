using System.Text;
using SignalExporter.Kernel;

namespace SignalExporter.Web.Events;

/// <summary>Which events somebody wants to see, and how; <see cref="EventQueryParser"/> reads it from an address.</summary>
internal sealed record EventQuery
{
    internal const string SignalKey = "signal";
    internal const string SenderKey = "sender";
    internal const string ReceiverKey = "receiver";
    internal const string OriginKey = "origin";
    internal const string PidKey = "pid";
    internal const string SinceKey = "since";
    internal const string LimitKey = "limit";
    internal const string RefreshKey = "refresh";
    internal const string FormatKey = "format";

    /// <summary>What a page shows where nobody says how many; a program gets all.</summary>
    internal const int PageLimit = 100;

    private const int DefaultRefresh = 5;

    private static readonly Comm KernelName = Comm.From("kernel");

    /// <summary>What chooses events, in the order of the form.</summary>
    internal static IReadOnlyList<string> FilterKeys { get; } = [ReceiverKey, SenderKey, SignalKey, OriginKey, PidKey, SinceKey, LimitKey];

    private static readonly string[] LinkKeys = [.. FilterKeys, RefreshKey, FormatKey];

    internal static EventQuery All { get; } = new();

    /// <summary>What was asked for, as it was written.</summary>
    internal IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    internal IReadOnlySet<Signal>? Signals { get; init; }

    internal CommPattern? Sender { get; init; }

    internal CommPattern? Receiver { get; init; }

    internal IReadOnlySet<Origin>? Origins { get; init; }

    /// <summary>The sender's or the receiver's process id.</summary>
    internal int? Pid { get; init; }

    internal DateTimeOffset? Since { get; init; }

    internal int? Limit { get; init; }

    /// <summary>After how many seconds the page loads itself again; 0 for never.</summary>
    internal int Refresh { get; init; } = DefaultRefresh;

    /// <summary>Whether JSON is wanted; null where the Accept header decides.</summary>
    internal bool? Json { get; init; }

    /// <summary>What somebody chose, to be shown and to be taken back.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Filters =>
        FilterKeys.Where(Given.ContainsKey).Select(key => KeyValuePair.Create(key, Given[key]));

    internal IEnumerable<SignalEvent> Choose(IEnumerable<SignalEvent> newestFirst, int limit) =>
        newestFirst.Where(Matches).Take(Limit ?? limit);

    internal bool Matches(SignalEvent e) =>
        (Signals is null || Signals.Contains(e.Signal))
        && (Sender is null || Sender.Matches(e.Sender?.Comm ?? KernelName))
        && (Receiver is null || (e.Receiver is { } receiver && Receiver.Matches(receiver.Comm)))
        && (Origins is null || Origins.Contains(e.Origin))
        && (Pid is null || Pid == e.Sender?.Pid || Pid == e.Receiver?.Pid || Pid == e.Failure?.TargetPid)
        && (Since is null || e.Time >= Since);

    /// <summary>The query of an address that asks for the same but for these; null takes one away.</summary>
    internal string With(params ReadOnlySpan<(string Key, string? Value)> changes)
    {
        var query = new StringBuilder("?");
        foreach (string key in LinkKeys)
        {
            string? value = Given.GetValueOrDefault(key);
            foreach ((string changed, string? to) in changes)
            {
                value = changed == key ? to : value;
            }

            if (value is not null)
            {
                query.Append(query.Length > 1 ? "&" : "").Append(key).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
