namespace SignalExporter.Commands.Watch;

/// <summary>Why it ends.</summary>
internal enum WatchEnd
{
    /// <summary>All of it is written.</summary>
    Drained,

    /// <summary>As many as were asked for are written.</summary>
    Counted,

    /// <summary>The time is up.</summary>
    TimedOut,

    /// <summary>Somebody asked for it.</summary>
    Stopped,

    /// <summary>Nobody reads it any more.</summary>
    Closed,
}
