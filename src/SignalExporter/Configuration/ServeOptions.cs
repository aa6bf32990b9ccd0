using Microsoft.Extensions.Logging;
using SignalExporter.Kernel;
using SignalExporter.Logging;

namespace SignalExporter.Configuration;

/// <summary>What <c>serve</c> was asked to do, checked.</summary>
internal sealed record ServeOptions
{
    /// <summary>Where to listen; at least one.</summary>
    internal required IReadOnlyList<ListenAddress> ListenAddresses { get; init; }

    /// <summary>The path of the metrics, with its leading slash.</summary>
    internal required string TelemetryPath { get; init; }

    /// <summary>Whether <c>POST /-/reload</c> is answered.</summary>
    internal required bool EnableLifecycle { get; init; }

    /// <summary>The configuration file; null where there is none.</summary>
    internal required string? ConfigFile { get; init; }

    /// <summary>Which signals are counted.</summary>
    internal required IReadOnlySet<Signal> Signals { get; init; }

    /// <summary>How many series may live at once.</summary>
    internal required int SeriesLimit { get; init; }

    /// <summary>After how long a series that counts nothing ends.</summary>
    internal required TimeSpan SeriesIdle { get; init; }

    /// <summary>Whether to measure how long it takes until handlers run.</summary>
    internal required bool Delivery { get; init; }

    /// <summary>Whether to measure how processes end.</summary>
    internal required bool Termination { get; init; }

    /// <summary>Whether to count system calls that failed to send.</summary>
    internal required bool SendFailures { get; init; }

    /// <summary>How many series of each histogram may live at once.</summary>
    internal required int HistogramLimit { get; init; }

    /// <summary>Within how long of a SIGTERM a SIGKILL is an escalation.</summary>
    internal required TimeSpan EscalationWindow { get; init; }

    /// <summary>Which signals become events; null for none.</summary>
    internal required EventFilter? Events { get; init; }

    /// <summary>The least severe level that is logged.</summary>
    internal required LogLevel LogLevel { get; init; }

    /// <summary>How log lines are written.</summary>
    internal required LogFormat LogFormat { get; init; }
}
