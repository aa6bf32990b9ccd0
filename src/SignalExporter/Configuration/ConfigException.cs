namespace SignalExporter.Configuration;

/// <summary>The configuration file is not usable; the message has a line for each thing that is wrong.</summary>
internal sealed class ConfigException(IEnumerable<string> errors) : Exception(string.Join("\nsignal-exporter: ", errors));
