using System.Text;
using SignalExporter.Streams;

namespace SignalExporter.Tests;

/// <summary>An output that keeps what is written.</summary>
internal sealed class WatchOutput : IOutput
{
    private readonly StringBuilder _text = new();

    public bool IsTerminal { get; init; }

    public int Width { get; set; } = 80;

    public bool IsClosed { get; set; }

    /// <summary>What writing ends with.</summary>
    internal OutputException? Error { get; set; }

    /// <summary>Set while nothing can be written, and nothing says so.</summary>
    internal ManualResetEventSlim Flows { get; } = new(initialState: true);

    internal string[] Lines
    {
        get
        {
            lock (_text)
            {
                return _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        Flows.Wait();
        if (Error is not null && text.Length > 0)
        {
            throw Error;
        }

        lock (_text)
        {
            _text.Append(Encoding.UTF8.GetString(text));
        }
    }
}
