using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using SignalExporter.Telemetry;

namespace SignalExporter.Configuration;

/// <summary><c>--version</c>, in the manner of Prometheus's exporters.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"signal_exporter, version {BuildInfo.Version} (revision: {BuildInfo.Revision}, "
            + $"runtime: {RuntimeInformation.FrameworkDescription}, platform: {RuntimeInformation.RuntimeIdentifier})");
        return 0;
    }
}
