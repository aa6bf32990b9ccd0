namespace SignalExporter.Prometheus.Collection;

/// <summary>
/// Who owns which name in one collection. Families never interleave and no sample name has two meanings, in either
/// format (OpenMetrics 1.0, "MetricFamily", "Suffixes").
/// </summary>
internal sealed class FamilyTable(ExporterLog log)
{
    private readonly Dictionary<string, FamilySnapshot?> _owners = [];
    private readonly List<FamilySnapshot> _families = [];

    public IReadOnlyList<FamilySnapshot> Families => _families;

    public void ReserveTarget()
    {
        _owners["target"] = null;
        _owners["target_info"] = null;
    }

    /// <summary>The family to add to; null where its name is taken by something else.</summary>
    public FamilySnapshot? FindOrAdd(MetricFamily family)
    {
        if (_owners.GetValueOrDefault(family.OpenMetricsName) is { } same
            && same.Family.OpenMetricsName == family.OpenMetricsName
            && same.Family.Kind == family.Kind)
        {
            if (same.Family.Help != family.Help || same.Family.UnitWord != family.UnitWord)
            {
                log.MetadataConflict(family, same.Family);
            }

            return same;
        }

        foreach (var name in family.ClaimedNames)
        {
            if (_owners.TryGetValue(name, out var owner))
            {
                Refuse(family, owner);
                return null;
            }
        }

        var added = new FamilySnapshot(family);
        foreach (var name in family.ClaimedNames)
        {
            _owners.Add(name, added);
        }

        _families.Add(added);
        return added;
    }

    private void Refuse(MetricFamily family, FamilySnapshot? owner)
    {
        if (owner is null)
        {
            log.TargetConflict(family);
        }
        else
        {
            log.KindConflict(family, owner.Family);
        }
    }
}
