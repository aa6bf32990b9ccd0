namespace SignalExporter.Prometheus.Collection;

/// <summary>What one collection found. Nothing changes it any more, so any number of scrapes may write it.</summary>
/// <param name="Target">The labels of <c>target_info</c>; null where there is none.</param>
/// <param name="Families">The families, in the order they are written.</param>
internal sealed record Snapshot(LabelSet? Target, IReadOnlyList<FamilySnapshot> Families);
