using System.Buffers;
using SignalExporter.Kernel;
using SignalExporter.Streams;

namespace SignalExporter.Commands.Watch;

/// <summary>An event as a row of a table, as wide as the terminal is at that moment; below it what not every event has.</summary>
internal sealed class TableEventWriter(IOutput terminal, bool colours, bool tree, TimeZoneInfo zone) : IEventWriter
{
    private readonly TerminalLine _line = new(colours);
    private TableLayout _layout = new(terminal.Width);

    private TableLayout Layout => _layout.Width == terminal.Width ? _layout : _layout = new TableLayout(terminal.Width);

    public void WriteHeader(IBufferWriter<byte> output)
    {
        TableLayout layout = Layout;
        _line.Begin(layout.Width).Add("TIME", Style.Bold).GoTo(layout.Signal).Add("SIGNAL", Style.Bold);
        _line.GoTo(layout.Sender).Add("SENDER", Style.Bold);
        if (layout.IsRoomy)
        {
            _line.GoTo(layout.Uid).Add("UID", Style.Bold);
        }

        _line.GoTo(layout.Receiver).Add("RECEIVER", Style.Bold).GoTo(layout.Origin).Add("ORIGIN", Style.Bold);
        if (layout.IsRoomy)
        {
            _line.GoTo(layout.Code).Add("CODE", Style.Bold);
        }

        _line.GoTo(layout.Result).Add("RESULT", Style.Bold).End(output);
    }

    public void Write(SignalEvent e, IBufferWriter<byte> output)
    {
        TableLayout layout = Layout;
        _line.Begin(layout.Width).Add(EventCells.Time(e, zone), Style.Faint);
        _line.GoTo(layout.Signal).Add(SignalName(e.Signal, layout.Sender - 1 - layout.Signal), Style.Of(e.Signal));
        AddProcess(layout.Sender, EventCells.Sender(e), layout.Process);
        if (layout.IsRoomy)
        {
            _line.GoTo(layout.Uid).Add(EventCells.Uid(e));
        }

        AddProcess(layout.Receiver, EventCells.Receiver(e), layout.Process);
        _line.GoTo(layout.Origin);
        if (layout.IsRoomy)
        {
            _line.Add(e.Origin.Name(), Style.Of(e.Origin)).GoTo(layout.Code).Add(EventCells.Code(e)).GoTo(layout.Result);
        }
        else if (e.Failure is null) // calls that fail are all of the same origin
        {
            _line.Add(e.Origin.Name(), Style.Of(e.Origin)).GoTo(layout.Result);
        }

        _line.Add(EventCells.Result(e), Style.OfResult(e)).End(output);
        if (tree)
        {
            WriteChain(e, layout, output);
        }

        foreach (string detail in EventCells.Details(e))
        {
            string style = detail.StartsWith("forged", StringComparison.Ordinal) ? Style.Attention : Style.Faint;
            _line.Begin(layout.Width).GoTo(layout.Indent).Add(detail, style).End(output);
        }
    }

    /// <summary>The process in its column; the name gives way before its number does, and the container before both.</summary>
    private void AddProcess(int column, (string Name, string Pid, string Container) process, int width)
    {
        int forName = Math.Max(width - process.Pid.Length, 1);
        string name = SafeText.Cut(process.Name, forName);
        string rest = SafeText.Cut(process.Pid + process.Container, Math.Max(width - SafeText.Width(name), process.Pid.Length));
        _line.GoTo(column).Add(name, Style.Bold).Add(rest);
    }

    /// <summary>As many to a line as fit whole.</summary>
    private void WriteChain(SignalEvent e, TableLayout layout, IBufferWriter<byte> output)
    {
        bool any = false;
        foreach (string process in EventCells.Chain(e))
        {
            if (!any)
            {
                _line.Begin(layout.Width).GoTo(layout.Indent).Add(process, Style.Faint);
                any = true;
                continue;
            }

            string next = " < " + process;
            if (_line.Column + SafeText.Width(next) > layout.Width)
            {
                _line.End(output);
                _line.Begin(layout.Width).GoTo(layout.Indent);
            }

            _line.Add(next, Style.Faint);
        }

        if (any)
        {
            _line.End(output);
        }
    }

    // RTMIN+10 where SIGRTMIN+10 has no room: --signal takes both.
    private static string SignalName(Signal signal, int width) =>
        signal.Name.Length <= width ? signal.Name : signal.Name["SIG".Length..];
}
