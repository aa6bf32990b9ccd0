namespace SignalExporter.Kernel;

/// <summary>A source cannot work here. The message says what, why, and what to do about it.</summary>
public sealed class SignalSourceException(string message) : Exception(message);
