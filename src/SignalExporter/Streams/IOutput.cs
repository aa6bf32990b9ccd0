namespace SignalExporter.Streams;

/// <summary>Where the events are written.</summary>
internal interface IOutput
{
    /// <summary>Whether a person looks at it.</summary>
    bool IsTerminal { get; }

    /// <summary>How many columns it has at the moment; meaningless where it is no terminal.</summary>
    int Width { get; }

    /// <summary>Whether nobody reads it any more.</summary>
    bool IsClosed { get; }

    /// <summary>Writes all of it, at once.</summary>
    /// <exception cref="OutputException">It cannot be written.</exception>
    void Write(ReadOnlySpan<byte> text);
}
