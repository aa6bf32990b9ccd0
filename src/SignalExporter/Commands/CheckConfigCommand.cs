using SignalExporter.Configuration;
using SignalExporter.Streams;
using SignalExporter.Telemetry;

namespace SignalExporter.Commands;

/// <summary><c>signal-exporter check-config FILE</c>: 0 where the file is all right, else 1 and a line for each error.</summary>
internal static class CheckConfigCommand
{
    internal static int Run(string path, TextWriter output)
    {
        IReadOnlyList<WatchRule>? rules = ConfigFile.Read(path, out IReadOnlyList<string> errors);
        if (rules is not null)
        {
            output.WriteLine($"{path}: valid, {rules.Count} critical {(rules.Count == 1 ? "process" : "processes")}");
            return 0;
        }

        foreach (string error in errors)
        {
            StandardError.Writer.WriteLine(error);
        }

        return 1;
    }
}
