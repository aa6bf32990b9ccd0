namespace SignalExporter.Prometheus.Tests.OpenMetrics;

/// <summary>Reads one sample line: name, labels, number, exemplar.</summary>
public sealed class SampleParser
{
    private readonly string _line;
    private int _position;

    private SampleParser(string line) => _line = line;

    public static ParsedSample Parse(string line) => new SampleParser(line).ReadSample();

    private ParsedSample ReadSample()
    {
        var name = ReadUntil('{', ' ');
        Require(Grammar.IsMetricName(name), $"'{name}' is no metric name");
        var labels = Peek() == '{' ? ReadLabels() : [];
        Expect(' ');
        var number = ReadUntil(' ');
        Grammar.Number(number, _line);
        if (_position == _line.Length)
        {
            return new ParsedSample(_line, name, labels, number, null);
        }

        Expect(' ');
        Require(Peek() == '#', "a sample has no time stamp here");
        return new ParsedSample(_line, name, labels, number, ReadExemplar());
    }

    private ParsedExemplar ReadExemplar()
    {
        Expect('#');
        Expect(' ');
        Require(Peek() == '{', "an exemplar needs labels");
        var labels = ReadLabels();
        var codePoints = labels.Sum(label => label.Key.EnumerateRunes().Count() + label.Value.EnumerateRunes().Count());
        Require(codePoints <= 128, $"an exemplar of {codePoints} code points");
        Expect(' ');
        var value = Grammar.Number(ReadUntil(' '), _line);
        if (_position == _line.Length)
        {
            return new ParsedExemplar(labels, value, null);
        }

        Expect(' ');
        return new ParsedExemplar(labels, value, Grammar.RealNumber(_line[_position..], _line));
    }

    private List<KeyValuePair<string, string>> ReadLabels()
    {
        var labels = new List<KeyValuePair<string, string>>();
        Expect('{');
        while (Peek() != '}')
        {
            if (labels.Count > 0)
            {
                Expect(',');
            }

            var name = ReadUntil('=');
            Require(Grammar.IsLabelName(name), $"'{name}' is no label name");
            Require(!name.StartsWith("__", StringComparison.Ordinal), $"label '{name}' is reserved");
            Require(labels.All(label => label.Key != name), $"label '{name}' twice");
            Expect('=');
            var value = ReadQuoted();
            Require(value.Length > 0, $"label '{name}' is empty, which is no label");
            labels.Add(new(name, value));
        }

        Expect('}');
        return labels;
    }

    private string ReadQuoted()
    {
        Expect('"');
        var start = _position;
        while (Peek() != '"')
        {
            _position += Peek() == '\\' ? 2 : 1;
        }

        var text = _line[start.._position];
        Expect('"');
        return Grammar.Unescape(text, _line);
    }

    private string ReadUntil(params ReadOnlySpan<char> ends)
    {
        var length = _line.AsSpan(_position).IndexOfAny(ends);
        var start = _position;
        _position = length < 0 ? _line.Length : _position + length;
        return _line[start.._position];
    }

    private char Peek() => _position < _line.Length
        ? _line[_position]
        : throw new OpenMetricsException("the line ends early", _line);

    private void Expect(char expected)
    {
        Require(Peek() == expected, $"'{expected}' expected at {_position}");
        _position++;
    }

    private void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new OpenMetricsException(rule, _line);
        }
    }
}
