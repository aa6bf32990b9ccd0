using System.Text;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus;

/// <summary>
/// The labels of a series: translated, ordered, escaped and encoded once, and written as they are at every scrape.
/// Immutable; two are equal where Prometheus sees one series.
/// </summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    private readonly byte[] _encoded;
    private readonly int _hash;

    internal LabelSet(ReadOnlySpan<byte> encoded, bool hasBucketLabel)
    {
        _encoded = encoded.ToArray();
        HasBucketLabel = hasBucketLabel;
        var hash = new HashCode();
        hash.AddBytes(_encoded);
        _hash = hash.ToHashCode();
    }

    /// <summary>No labels.</summary>
    public static LabelSet Empty { get; } = new([], hasBucketLabel: false);

    /// <summary>The labels as they are written, without braces.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Whether there is a label <c>le</c>, which a histogram needs for itself.</summary>
    internal bool HasBucketLabel { get; }

    /// <summary>Makes a label set. The order of the labels does not matter.</summary>
    /// <param name="labels">
    /// Names as OpenTelemetry or Prometheus write them, and any values. A name's illegal characters become <c>_</c>;
    /// names that become one join their values with <c>;</c>, in the order of the names. An empty value is left out,
    /// since to Prometheus it is no label. A lone surrogate, which UTF-8 lacks, is written <c>\uDXXX</c>.
    /// </param>
    /// <returns>The label set.</returns>
    /// <exception cref="ArgumentException">A name or a value is null.</exception>
    public static LabelSet Create(params ReadOnlySpan<KeyValuePair<string, string>> labels)
    {
        if (labels.IsEmpty)
        {
            return Empty;
        }

        var encoder = new LabelEncoder();
        foreach (var (name, value) in labels)
        {
            if (name is null || value is null)
            {
                throw new ArgumentException("A label's name or value is null.", nameof(labels));
            }

            encoder.Add(name, value);
        }

        return encoder.Build();
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Encoded.SequenceEqual(other.Encoded));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The labels as they are written, in braces.</summary>
    /// <returns>For people, as in <c>{code="200"}</c>.</returns>
    public override string ToString() => $"{{{Encoding.UTF8.GetString(_encoded)}}}";
}
