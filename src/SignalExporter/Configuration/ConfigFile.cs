using SignalExporter.Kernel;
using SignalExporter.Telemetry;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SignalExporter.Configuration;

/// <summary>
/// The file that <c>--config.file</c> names. Read strictly: whatever is not understood is an error with its place, and all
/// errors are told at once. docs/config.schema.json says the same to editors; docs/configuration.md to people.
/// </summary>
internal sealed class ConfigFile
{
    // Far more than 128 entries need: what is larger is not a configuration.
    private const int MaxLength = 1024 * 1024;

    private readonly string _path;
    private readonly StrictYaml _yaml;

    private ConfigFile(string path) => (_path, _yaml) = (path, new StrictYaml(path));

    /// <summary>Reads a file; null where something is wrong with it, with a line for each thing that is.</summary>
    internal static IReadOnlyList<WatchRule>? Read(string path, out IReadOnlyList<string> errors)
    {
        var file = new ConfigFile(path);
        List<WatchRule> rules = file.Read();
        errors = file._yaml.Errors;
        return errors.Count == 0 ? rules : null;
    }

    private List<WatchRule> Read()
    {
        try
        {
            if (Directory.Exists(_path))
            {
                _yaml.Error("cannot read it: it is a directory");
                return [];
            }

            if (new FileInfo(_path).Length > MaxLength)
            {
                _yaml.Error("it is larger than 1 MiB");
                return [];
            }

            YamlStream yaml = Parse();
            return yaml.Documents.Count switch
            {
                0 => [],
                1 => ReadRoot(yaml.Documents[0].RootNode),
                _ => RefuseSecond(yaml.Documents[1].RootNode),
            };
        }
        catch (YamlException e)
        {
            _yaml.Error(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _yaml.Error($"cannot read it: {e.Message}");
        }

        return [];
    }

    private YamlStream Parse()
    {
        using StreamReader text = File.OpenText(_path);
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new ShallowParser(new Parser(text)));
        }
        catch (Exception e) when (e is not (YamlException or IOException or UnauthorizedAccessException))
        {
            // The library throws other exceptions, too, at bytes that are no YAML at all.
            throw new YamlException($"it is not YAML: {e.Message}");
        }

        return yaml;
    }

    private List<WatchRule> ReadRoot(YamlNode root)
    {
        var rules = new List<WatchRule>();
        if (StrictYaml.IsNull(root))
        {
            return rules; // comments only
        }

        _yaml.ReadMapping(root, "", ("critical", (node, path) =>
        {
            var seen = new Dictionary<string, long>();
            foreach ((YamlNode item, string itemPath) in _yaml.Items(node, path))
            {
                if (ReadRule(item, itemPath) is not { } rule)
                {
                    continue;
                }

                if (!seen.TryAdd(rule.Process, item.Start.Line))
                {
                    _yaml.Error(item, itemPath, $"'{rule.Process}' is at line {seen[rule.Process]} already");
                }

                rules.Add(rule);
            }

            if (rules.Count > WatchPattern.MaxCount)
            {
                _yaml.Error(node, path, $"it has {rules.Count} entries, and {WatchPattern.MaxCount} is the most");
            }
        }
        ));
        return rules;
    }

    private WatchRule? ReadRule(YamlNode node, string path)
    {
        int before = _yaml.Errors.Count;
        CommPattern? process = null;
        var signals = new HashSet<Signal>();
        var senders = new List<ExpectedSender>();
        var origins = new HashSet<Origin>();
        bool mapping = _yaml.ReadMapping(
            node,
            path,
            ("process", (value, at) => process = ReadPattern(value, at)),
            ("signals", (value, at) => signals.UnionWith(ReadSignals(value, at))),
            ("expected_senders", (value, at) => senders.AddRange(_yaml.Items(value, at).SelectMany(item => ReadSender(item.Node, item.Path)))),
            ("expected_origins", (value, at) => origins.UnionWith(_yaml.Items(value, at).SelectMany(item => ReadOrigin(item.Node, item.Path)))));
        if (mapping && process is null && _yaml.Errors.Count == before)
        {
            _yaml.Error(node, path, "'process' is missing");
        }

        if (process is null || _yaml.Errors.Count > before)
        {
            return null;
        }

        if (signals.Count == 0)
        {
            signals.Add(new Signal(9)); // SIGKILL
        }

        return new WatchRule(new WatchPattern(process, signals), senders, origins);
    }

    private CommPattern? ReadPattern(YamlNode node, string path)
    {
        if (_yaml.ReadText(node, path) is { } text)
        {
            try
            {
                return new CommPattern(text);
            }
            catch (FormatException e)
            {
                _yaml.Error(node, path, $"'{text}' is no name of a process: {e.Message}");
            }
        }

        return null;
    }

    private List<Signal> ReadSignals(YamlNode node, string path)
    {
        if (node is YamlSequenceNode { Children.Count: 0 })
        {
            _yaml.Error(node, path, "the list is empty; leave it out for SIGKILL alone");
        }

        return [.. _yaml.Items(node, path).SelectMany(item => ReadSignal(item.Node, item.Path))];
    }

    private IEnumerable<Signal> ReadSignal(YamlNode node, string path)
    {
        if (_yaml.ReadText(node, path) is { } text)
        {
            if (Signal.TryParse(text, out Signal signal))
            {
                return [signal];
            }

            _yaml.Error(node, path, $"unknown signal '{text}'; did you mean {Signal.Nearest(text).Name}?");
        }

        return [];
    }

    private IEnumerable<Origin> ReadOrigin(YamlNode node, string path)
    {
        if (_yaml.ReadText(node, path) is { } text)
        {
            foreach (Origin origin in Enum.GetValues<Origin>())
            {
                if (origin.Name() == text)
                {
                    return [origin];
                }
            }

            _yaml.Error(node, path, $"unknown origin '{text}'; expected one of {string.Join(", ", Enum.GetValues<Origin>().Select(origin => origin.Name()))}");
        }

        return [];
    }

    private IEnumerable<ExpectedSender> ReadSender(YamlNode node, string path)
    {
        CommPattern? comm = null;
        uint? uid = null;
        int before = _yaml.Errors.Count;
        if (node is not YamlMappingNode)
        {
            comm = ReadPattern(node, path);
        }
        else
        {
            _yaml.ReadMapping(
                node,
                path,
                ("comm", (value, at) => comm = ReadPattern(value, at)),
                ("uid", (value, at) => uid = ReadUid(value, at)));
            if (comm is null && _yaml.Errors.Count == before)
            {
                _yaml.Error(node, path, "'comm' is missing");
            }
        }

        return comm is not null && _yaml.Errors.Count == before ? [new ExpectedSender(comm, uid)] : [];
    }

    private uint? ReadUid(YamlNode node, string path)
    {
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && uint.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out uint uid)
            && uid != uint.MaxValue)
        {
            return uid;
        }

        _yaml.Error(node, path, $"expected a user's number, as in 26, and not {StrictYaml.Describe(node)}");
        return null;
    }

    private List<WatchRule> RefuseSecond(YamlNode root)
    {
        _yaml.Error(root, "", "there is a second document");
        return [];
    }
}
