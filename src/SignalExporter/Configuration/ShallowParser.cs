using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SignalExporter.Configuration;

/// <summary>Refuses what a configuration has no use for and an attacker has: deep nesting, and aliases.</summary>
internal sealed class ShallowParser(IParser parser) : IParser
{
    private const int MaxDepth = 16;

    private int _depth;

    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        if (!parser.MoveNext())
        {
            return false;
        }

        ParsingEvent now = parser.Current!;
        _depth += now.NestingIncrease;
        return _depth > MaxDepth ? throw new YamlException(now.Start, now.End, "it is nested too deeply")
            : now is AnchorAlias ? throw new YamlException(now.Start, now.End, "aliases are not supported")
            : true;
    }
}
