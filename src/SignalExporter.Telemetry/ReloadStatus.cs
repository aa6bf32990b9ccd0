namespace SignalExporter.Telemetry;

/// <summary>How the last reading of the configuration file went, for <see cref="ExporterInstruments"/>.</summary>
public sealed class ReloadStatus(TimeProvider time)
{
    /// <summary>Whether the last reading was successful.</summary>
    public bool LastSuccessful { get; private set; }

    /// <summary>When a reading was last successful.</summary>
    public DateTimeOffset LastSuccess { get; private set; }

    /// <summary>The file was read and is in use.</summary>
    public void Succeeded() => (LastSuccessful, LastSuccess) = (true, time.GetUtcNow());

    /// <summary>The file was refused.</summary>
    public void Failed() => LastSuccessful = false;
}
