using System.IO.Pipelines;
using SignalExporter.Prometheus.Collection;

namespace SignalExporter.Prometheus.Exposition;

/// <summary>Writes a snapshot in one of the formats, straight into the response.</summary>
internal sealed class ExpositionWriter(ExpositionFormat format, bool createdTimestamps)
{
    private const int FlushThreshold = 64 * 1024;

    private readonly bool _openMetrics = format == ExpositionFormat.OpenMetrics;

    /// <summary>Writes everything. Ends early where the reader has gone.</summary>
    public async Task WriteAsync(Snapshot snapshot, PipeWriter output, CancellationToken cancellation)
    {
        var unflushed = snapshot.Target is null ? 0 : WriteTarget(snapshot.Target, output);
        foreach (var family in snapshot.Families)
        {
            unflushed += WriteHeader(family.Family, output);
            for (var chunk = 0; chunk < family.Points.ChunkCount; chunk++)
            {
                for (var point = 0; point < family.Points[chunk].Length;)
                {
                    unflushed += WritePoints(family, chunk, ref point, FlushThreshold - unflushed, output);
                    if (unflushed >= FlushThreshold)
                    {
                        unflushed = 0;
                        if ((await output.FlushAsync(cancellation)).IsCompleted)
                        {
                            return;
                        }
                    }
                }
            }
        }

        if (_openMetrics)
        {
            WriteEnd(output);
        }

        await output.FlushAsync(cancellation);
    }

    private int WriteTarget(LabelSet labels, PipeWriter output)
    {
        var line = new LineWriter(output);
        line.Write(_openMetrics
            ? "# TYPE target info\n# HELP target Target metadata\n"u8
            : "# HELP target_info Target metadata\n# TYPE target_info gauge\n"u8);
        WriteSeries(ref line, "target_info"u8, labels);
        line.Write("1\n"u8);
        line.Commit();
        return line.Written;
    }

    private int WriteHeader(MetricFamily family, PipeWriter output)
    {
        var line = new LineWriter(output);
        line.Write((_openMetrics ? family.OpenMetricsHeader : family.TextHeader).Span);
        line.Commit();
        return line.Written;
    }

    private static void WriteEnd(PipeWriter output)
    {
        var line = new LineWriter(output);
        line.Write("# EOF\n"u8);
        line.Commit();
    }

    // Points of one chunk from an index on, until so many bytes are written.
    private int WritePoints(FamilySnapshot family, int chunk, ref int index, int bytes, PipeWriter output)
    {
        var names = family.Family.SampleNames;
        var kind = family.Family.Kind;
        var points = family.Points[chunk];
        var line = new LineWriter(output);
        while (index < points.Length && line.Written < bytes)
        {
            ref readonly var point = ref points[index++];
            if (kind == MetricKind.Histogram)
            {
                WriteHistogram(ref line, names, in point);
            }
            else
            {
                WriteNumber(ref line, names, in point);
            }

            if (kind != MetricKind.Gauge)
            {
                WriteCreated(ref line, names, in point);
            }
        }

        line.Commit();
        return line.Written;
    }

    private void WriteNumber(ref LineWriter line, SampleNames names, in Point point)
    {
        WriteSeries(ref line, names.Value, point.Labels);
        if (point.IsInteger)
        {
            line.Write(point.Integer);
        }
        else
        {
            line.Write(point.Double);
        }

        EndSample(ref line, point.Exemplar);
    }

    private void WriteHistogram(ref LineWriter line, SampleNames names, in Point point)
    {
        var histogram = point.Histogram;
        for (var i = 0; i < histogram.Cumulative.Length; i++)
        {
            WriteSeries(ref line, names.Bucket, point.Labels, histogram.Bounds.Labels[i]);
            line.Write(histogram.Cumulative[i]);
            EndSample(ref line, histogram.Exemplars?[i]);
        }

        if (!_openMetrics || histogram.HasCounterLikeSum)
        {
            WriteSeries(ref line, names.Sum, point.Labels);
            line.Write(histogram.Sum);
            line.Write((byte)'\n');
            WriteSeries(ref line, names.Count, point.Labels);
            line.Write(histogram.Cumulative[^1]);
            line.Write((byte)'\n');
        }
    }

    private void WriteCreated(ref LineWriter line, SampleNames names, in Point point)
    {
        if (_openMetrics && createdTimestamps && point.StartedTicks != 0)
        {
            WriteSeries(ref line, names.Created, point.Labels);
            line.WriteUnixSeconds(point.StartedTicks);
            line.Write((byte)'\n');
        }
    }

    // Everything of a sample before its value.
    private static void WriteSeries(
        ref LineWriter line, ReadOnlySpan<byte> name, LabelSet labels, ReadOnlySpan<byte> lastLabel = default)
    {
        line.Write(name);
        if (!labels.Encoded.IsEmpty || !lastLabel.IsEmpty)
        {
            line.Write((byte)'{');
            line.Write(labels.Encoded);
            if (!labels.Encoded.IsEmpty && !lastLabel.IsEmpty)
            {
                line.Write((byte)',');
            }

            line.Write(lastLabel);
            line.Write((byte)'}');
        }

        line.Write((byte)' ');
    }

    private void EndSample(ref LineWriter line, Exemplar? exemplar)
    {
        if (_openMetrics && exemplar is not null)
        {
            line.Write(" # {"u8);
            line.Write(exemplar.Labels.Encoded);
            line.Write("} "u8);
            line.Write(exemplar.Value);
            line.Write((byte)' ');
            line.WriteUnixSeconds(exemplar.UtcTicks);
        }

        line.Write((byte)'\n');
    }
}
