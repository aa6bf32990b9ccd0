namespace SignalExporter.Streams;

/// <summary>Nothing more can be written.</summary>
/// <param name="isClosed">Whether nobody reads it any more: no error, but the end.</param>
/// <param name="reason">Why, for people.</param>
internal sealed class OutputException(bool isClosed, string reason) : Exception($"cannot write to standard output: {reason}")
{
    internal bool IsClosed => isClosed;
}
