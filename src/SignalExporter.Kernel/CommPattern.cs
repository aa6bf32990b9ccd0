using System.Runtime.InteropServices;
using System.Text;

namespace SignalExporter.Kernel;

/// <summary>Processes by name: a whole one, or how it begins.</summary>
public sealed class CommPattern
{
    /// <summary>Reads a name, in UTF-8, with a trailing <c>*</c> where it is how names begin.</summary>
    /// <exception cref="FormatException">It is empty, longer than 15 bytes, or has a <c>*</c> before its end.</exception>
    public CommPattern(string text)
    {
        bool prefix = text.EndsWith('*');
        byte[] name = Encoding.UTF8.GetBytes(prefix ? text[..^1] : text);
        if (name.Length == 0)
        {
            throw new FormatException(prefix ? "it would fit every process" : "it is empty");
        }

        if (name.Contains((byte)0))
        {
            throw new FormatException("no name has a NUL in it");
        }

        if (name.Contains((byte)'*'))
        {
            throw new FormatException("a * may stand at its end only");
        }

        if (name.Length > Comm.MaxLength)
        {
            throw new FormatException(
                $"it has {name.Length} bytes, and the kernel cuts names at {Comm.MaxLength}: '{Encoding.UTF8.GetString(name, 0, Comm.MaxLength)}'");
        }

        Text = text;
        Name = new Comm(name);
        Span<ulong> mask = [ulong.MaxValue, ulong.MaxValue];
        if (prefix)
        {
            MemoryMarshal.AsBytes(mask)[name.Length..].Clear();
        }

        Mask = (mask[0], mask[1]);
    }

    /// <summary>Exactly one name, of any bytes.</summary>
    internal CommPattern(Comm name)
    {
        Text = name.ToString();
        Name = name;
        Mask = (ulong.MaxValue, ulong.MaxValue);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    internal Comm Name { get; }

    /// <summary>The bits of a name that count.</summary>
    internal (ulong First, ulong Second) Mask { get; }

    /// <summary>Whether a process's name fits.</summary>
    public bool Matches(Comm comm)
    {
        (ulong first, ulong second) = comm.Words;
        return (((first ^ Name.Words.First) & Mask.First) | ((second ^ Name.Words.Second) & Mask.Second)) == 0;
    }
}
