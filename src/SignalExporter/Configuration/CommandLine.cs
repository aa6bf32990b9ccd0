using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SignalExporter.Commands;
using SignalExporter.Commands.Watch;

namespace SignalExporter.Configuration;

/// <summary>The program's commands, and what every one of them does with a wrong command line: exit code 1.</summary>
internal static class CommandLine
{
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
        checkConfig.SetAction(result => CheckConfigCommand.Run(result.GetValue(checkedFile)!));
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
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        });

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
            Console.Error.WriteLine($"signal-exporter: {error}");
        }

        Console.Error.WriteLine($"Try 'signal-exporter {(command is null or RootCommand ? "" : command.Name + " ")}--help'.");
        return WrongUsage;
    }
}
