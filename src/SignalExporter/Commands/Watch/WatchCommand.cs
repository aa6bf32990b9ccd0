using SignalExporter.Configuration;
using SignalExporter.Kernel.Ebpf;
using SignalExporter.Streams;

namespace SignalExporter.Commands.Watch;

/// <summary><c>signal-exporter watch</c>: shows signals as they are sent, until it is told to stop.</summary>
internal static class WatchCommand
{
    internal static async Task<int> RunAsync(WatchOptions options)
    {
        using var stop = new StopSignals();
        using IDisposable terminalGone = HangUp.Handle(stop.Stop);
        using var output = new StandardOutput();
        var session = new WatchSession(
            options, source => new EbpfSignalSource(source), output, StandardError.Writer, Choose(options, output), TimeProvider.System);
        return await session.RunAsync(stop.Received);
    }

    private static IEventWriter Choose(WatchOptions options, StandardOutput output) =>
        options.Json ? new JsonEventWriter()
        : output.IsTerminal ? new TableEventWriter(output, HasColours(Environment.GetEnvironmentVariable), options.Tree, TimeZoneInfo.Local)
        : new PlainEventWriter(options.Tree, TimeZoneInfo.Local);

    /// <summary>Whether the terminal knows colours and its user wants them (no-color.org).</summary>
    internal static bool HasColours(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") is { Length: > 0 } and not "dumb";
}
