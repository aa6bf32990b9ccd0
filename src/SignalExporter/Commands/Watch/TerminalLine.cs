using System.Buffers;
using System.Text;

namespace SignalExporter.Commands.Watch;

/// <summary>A line of a terminal, which never is longer than the terminal is wide.</summary>
/// <param name="colours">Whether styles are written.</param>
internal sealed class TerminalLine(bool colours)
{
    private readonly StringBuilder _text = new();
    private int _width;
    private int _column;

    /// <summary>The next column.</summary>
    internal int Column => _column;

    /// <summary>Begins an empty line of so many columns.</summary>
    internal TerminalLine Begin(int width)
    {
        _text.Clear();
        (_width, _column) = (width, 0);
        return this;
    }

    /// <summary>Adds a shown text; what does not fit is cut.</summary>
    internal TerminalLine Add(string text, string style = Style.Plain)
    {
        string fitting = SafeText.Cut(text, _width - _column);
        bool styled = colours && style.Length > 0 && fitting.Length > 0;
        if (styled)
        {
            _text.Append("\x1b[").Append(style).Append('m');
        }

        _text.Append(fitting);
        if (styled)
        {
            _text.Append("\x1b[0m");
        }

        _column += SafeText.Width(fitting);
        return this;
    }

    /// <summary>Adds blanks up to a column, and at least one.</summary>
    internal TerminalLine GoTo(int column)
    {
        int blanks = Math.Min(Math.Max(column - _column, 1), _width - _column);
        _text.Append(' ', blanks);
        _column += blanks;
        return this;
    }

    /// <summary>Writes the line, with its line feed and no blanks at its end.</summary>
    internal void End(IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes(_text.ToString().AsSpan().TrimEnd(' '), output);
        output.Write("\n"u8);
    }
}
