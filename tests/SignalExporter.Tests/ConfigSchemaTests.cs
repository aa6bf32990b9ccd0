using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SignalExporter.Configuration;
using SignalExporter.Kernel;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SignalExporter.Tests;

/// <summary>docs/config.schema.json accepts what the program accepts, and refuses what it refuses.</summary>
public sealed class ConfigSchemaTests
{
    // What a schema cannot say: names that are no signals, entries that repeat, and what is no YAML or not one document.
    private static readonly string[] BeyondSchemas =
    [
        "bad-alias.yaml", "bad-duplicate-key.yaml", "bad-process-twice.yaml", "bad-second-document.yaml", "bad-signal.yaml",
        "bad-syntax.yaml",
    ];

    // Says which of the instances the schema accepts: arguments are the schema's path and that of a list of instances.
    private const string Validator = """
        import json, jsonschema, sys
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        print(json.dumps([validator.is_valid(instance) for instance in json.load(open(sys.argv[2]))]))
        """;

    [Fact]
    public void The_schema_and_the_program_agree()
    {
        string[] files = [.. Directory.EnumerateFiles(TestPaths.TestData, "*.yaml")
            .Where(path => !BeyondSchemas.Contains(Path.GetFileName(path)))
            .Order()];
        string[] byProgram = [.. files.Where(path => ConfigFile.Read(path, out _) is not null)];

        bool[] valid = Validate([.. files.Select(ToJson)]);

        Assert.Equal(byProgram, files.Where((_, i) => valid[i]));
        Assert.Contains(true, valid);
        Assert.Contains(false, valid);
    }

    [Fact]
    public void The_schema_knows_every_signal_and_every_origin()
    {
        string text = string.Join(", ", Signal.All.SelectMany(signal => new[] { signal.Name, signal.Name[3..], $"{signal.Number}" }));
        string origins = string.Join(", ", Enum.GetValues<Origin>().Select(origin => origin.Name()));
        string yaml = $"critical:\n- process: a\n  signals: [{text}, SIGRTMAX-3, sigkill]\n  expected_origins: [{origins}]\n";

        Assert.Equal([true], Validate(ToJson(new StringReader(yaml))));
    }

    private static bool[] Validate(params JsonNode?[] instances)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new JsonArray(instances).ToJsonString());
            // Debian's own Python, which has Debian's python3-jsonschema.
            using var python = Process.Start(new ProcessStartInfo(
                "/usr/bin/python3", ["-c", Validator, Path.Combine(TestPaths.Documentation, "config.schema.json"), path])
            {
                RedirectStandardOutput = true,
            })!;
            string output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            Assert.Equal(0, python.ExitCode);
            return JsonSerializer.Deserialize<bool[]>(output)!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonNode? ToJson(string path)
    {
        using StreamReader reader = File.OpenText(path);
        return ToJson(reader);
    }

    private static JsonNode? ToJson(TextReader reader)
    {
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents.Count == 0 ? null : ToJson(yaml.Documents[0].RootNode);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException(),
    };
}
