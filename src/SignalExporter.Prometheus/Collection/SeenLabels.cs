namespace SignalExporter.Prometheus.Collection;

/// <summary>
/// The label sets that the current family has. Its memory is kept for the next family and collection.
/// </summary>
internal sealed class SeenLabels
{
    // Most families have few series, and comparing those beats hashing.
    private const int Few = 8;

    private readonly HashSet<LabelSet> _many = [];
    private PointList _points = new();

    /// <summary>Turns to another family, or back to one that has points already.</summary>
    public void Begin(PointList points)
    {
        _points = points;
        if (points.Count > Few)
        {
            AddAll();
        }
    }

    /// <summary>Whether the family has no point with these labels yet; the caller then adds one.</summary>
    public bool IsNew(LabelSet labels)
    {
        if (_points.Count < Few)
        {
            return !IsAmongFew(labels);
        }

        if (_points.Count == Few)
        {
            AddAll();
        }

        return _many.Add(labels);
    }

    /// <summary>Lets the label sets go: their producer may not need them any more.</summary>
    public void Clear()
    {
        _many.Clear();
        _points = new PointList();
    }

    private bool IsAmongFew(LabelSet labels)
    {
        for (var chunk = 0; chunk < _points.ChunkCount; chunk++)
        {
            foreach (ref readonly var point in _points[chunk])
            {
                if (point.Labels.Equals(labels))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void AddAll()
    {
        _many.Clear();
        for (var chunk = 0; chunk < _points.ChunkCount; chunk++)
        {
            foreach (ref readonly var point in _points[chunk])
            {
                _many.Add(point.Labels);
            }
        }
    }
}
