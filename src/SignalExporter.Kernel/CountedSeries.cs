namespace SignalExporter.Kernel;

/// <summary>What one count stands for; each kind of count has a record of its own.</summary>
/// <param name="Signal">The signal; number 0 where a call failed because it named none.</param>
public abstract record CountedSeries(Signal Signal);
