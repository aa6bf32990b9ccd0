using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SignalExporter.Configuration;

/// <summary>Reads YAML nodes that have to be of a certain shape, and notes where they are not: <c>file:line:column: path: error</c>.</summary>
internal sealed class StrictYaml(string file)
{
    private readonly List<string> _errors = [];

    internal IReadOnlyList<string> Errors => _errors;

    internal void Error(string error) => _errors.Add($"{file}: {error}");

    internal void Error(YamlException e) =>
        _errors.Add($"{file}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}");

    internal string? ReadText(YamlNode node, string path)
    {
        if (node is YamlScalarNode { Value: { } text } && !IsNull(node))
        {
            return text;
        }

        Error(node, path, $"expected text, and not {Describe(node)}");
        return null;
    }

    internal IEnumerable<(YamlNode Node, string Path)> Items(YamlNode node, string path)
    {
        if (node is YamlSequenceNode sequence)
        {
            return sequence.Children.Select((item, i) => (item, $"{path}[{i}]"));
        }

        Error(node, path, $"expected a list, and not {Describe(node)}");
        return [];
    }

    /// <summary>Gives each value to the reader of its key.</summary>
    internal bool ReadMapping(YamlNode node, string path, params (string Key, Action<YamlNode, string> Read)[] keys)
    {
        if (node is not YamlMappingNode mapping)
        {
            Error(node, path, $"expected keys with values, and not {Describe(node)}");
            return false;
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            string at = path.Length == 0 ? name : $"{path}.{name}";
            int found = Array.FindIndex(keys, candidate => candidate.Key == name);
            if (found < 0)
            {
                Error(key, path, $"unknown key '{name}'; expected {string.Join(", ", keys.Select(candidate => candidate.Key))}");
            }
            else
            {
                keys[found].Read(value, at);
            }
        }

        return true;
    }

    internal void Error(YamlNode node, string path, string error) =>
        _errors.Add($"{file}:{node.Start.Line}:{node.Start.Column}: {(path.Length == 0 ? "" : path + ": ")}{error}");

    internal static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    internal static string Describe(YamlNode node) => node switch
    {
        _ when IsNull(node) => "nothing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        YamlSequenceNode => "a list",
        _ => "keys with values",
    };
}
