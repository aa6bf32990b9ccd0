using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SignalExporter.Commands;
using SignalExporter.Commands.Watch;
using SignalExporter.Streams;

namespace SignalExporter.Configuration;

/// <summary>The program's commands, and what every one of them does with a wrong command line: exit code 1.</summary>
internal static class CommandLine
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 1;

    /// <summary>Runs the command that <paramref name="args"/> name; without one, <c>serve</c>.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> InvokeAsync(string[] args)
    {
        var flags = new ServeFlags();
        var root = new RootCommand("Counts in the kernel who sends which signal to whom, for Prometheus and OpenTelemetry.");
        var serve = new Command("serve", "Count and serve metrics (the default command).");
        foreach (Option flag in flags.All)
        {
            root.Options.Add(flag);
            serve.Options.Add(flag);
        }

        root.Subcommands.Add(serve);
        var checkedFile = new Argument<string>("FILE") { Description = "The configuration file." };
        var checkConfig = new Command("check-config", "Check a configuration file.") { checkedFile };
        root.Subcommands.Add(checkConfig);
        checkConfig.SetAction(result => CheckConfigCommand.Run(result.GetValue(checkedFile)!, result.InvocationConfiguration.Output));
        var watch = new Command("watch", "Show signals as they are sent, one a line.");
        root.Subcommands.Add(watch);
        if (args.Contains(watch.Name))
        {
            AddWatch(watch); // else its types are not even loaded
        }

        root.SetAction(Serve);
        serve.SetAction(Serve);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();

        ParseResult parsed = root.Parse(WithEmptyValues(args));
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed.Errors.Select(error => error.Message), parsed.CommandResult.Command);
        }

        // Stopping is the host's business, and an exception that nobody explains is a bug that should be seen whole.
        using var output = new StandardOutput();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = StandardError.Writer,
            });
        }
        catch (OutputException e)
        {
            if (!e.IsClosed)
            {
                StandardError.Writer.WriteLine($"signal-exporter: {e.Message}");
            }

            return e.IsClosed ? Success : Failure;
        }

        async Task<int> Serve(ParseResult result, CancellationToken stop)
        {
            ServeOptions? options = flags.Read(result, out IReadOnlyList<string> errors);
            return options is null ? Refuse(errors) : await ServeCommand.RunAsync(options);
        }
    }

    private static void AddWatch(Command watch)
    {
        var flags = new WatchFlags();
        foreach (Option flag in flags.All)
        {
            watch.Options.Add(flag);
        }

        watch.SetAction(async (result, _) =>
        {
            WatchOptions? options = flags.Read(result, out IReadOnlyList<string> errors);
            return options is null ? Refuse(errors, watch) : await WatchCommand.RunAsync(options);
        });
    }

    /// <summary>Makes an empty value an argument of its own: <c>--flag=</c> means the empty list, and is not a flag without value.</summary>
    internal static string[] WithEmptyValues(string[] args) =>
        [.. args.SelectMany(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.EndsWith('=') ? [arg[..^1], ""] : new[] { arg })];

    private static int Refuse(IEnumerable<string> errors, Command? command = null)
    {
        foreach (string error in errors)
        {
            StandardError.Writer.WriteLine($"signal-exporter: {error}");
        }

        StandardError.Writer.WriteLine($"Try 'signal-exporter {(command is null or RootCommand ? "" : command.Name + " ")}--help'.");
        return WrongUsage;
    }
}
