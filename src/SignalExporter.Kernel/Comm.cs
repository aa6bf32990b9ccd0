using System.Runtime.InteropServices;
using System.Text;

namespace SignalExporter.Kernel;

/// <summary>
/// A process's name as the kernel keeps it: any 15 bytes but NUL (proc(5), <c>/proc/pid/comm</c>; TASK_COMM_LEN in
/// <c>include/linux/sched.h</c>). Not text: a process may choose every byte.
/// </summary>
public readonly record struct Comm
{
    /// <summary>The longest name, in bytes.</summary>
    public const int MaxLength = 15;

    private readonly ulong _first;
    private readonly ulong _second;

    /// <summary>A name from its two words as they lie in memory; what follows the first NUL does not count.</summary>
    public Comm(ulong first, ulong second)
    {
        Span<ulong> words = [first, second];
        Span<byte> bytes = MemoryMarshal.AsBytes(words);
        int length = bytes.IndexOf((byte)0);
        if (length >= 0)
        {
            bytes[length..].Clear();
        }

        (_first, _second) = (words[0], words[1]);
    }

    /// <summary>A name from its bytes; cut at 15, as the kernel cuts it.</summary>
    public Comm(ReadOnlySpan<byte> name)
    {
        Span<ulong> words = [0, 0];
        name[..Math.Min(name.Length, MaxLength)].CopyTo(MemoryMarshal.AsBytes(words));
        this = new Comm(words[0], words[1]);
    }

    /// <summary>A name from text, in UTF-8; cut at 15 bytes, as the kernel cuts it.</summary>
    public static Comm From(string name) => new(Encoding.UTF8.GetBytes(name));

    /// <summary>The name as it lies in memory, zeros behind it.</summary>
    internal (ulong First, ulong Second) Words => (_first, _second);

    /// <summary>
    /// The name as text that is always valid and never the same for two different names: a byte that is not UTF-8 is
    /// <c>\xNN</c>, and backslashes right before an <c>x</c> or before such a byte are doubled.
    /// </summary>
    public override string ToString()
    {
        Span<ulong> words = [_first, _second];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        int length = bytes.IndexOf((byte)0);
        return EscapedText.From(length < 0 ? bytes : bytes[..length]);
    }
}
