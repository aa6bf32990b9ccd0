namespace SignalExporter.Commands.Watch;

/// <summary>Where the columns begin.</summary>
internal sealed record TableLayout
{
    private const int RoomyWidth = 120;
    private const int TimeWidth = 12;
    private const int LongestSignal = 11; // SIGRTMIN+30
    private const int ShortSignal = 9; // SIGVTALRM
    private const int UidWidth = 6;
    private const int LongestProcess = 37; // 15 bytes, (4194304), @ and 12 digits
    private const int UsualProcess = 24; // the same without a container
    private const int LeastProcess = 8;
    private const int LongestOrigin = 14; // namespace_exit
    private const int ShortOrigin = 8; // terminal
    private const int LongestCode = 13; // CLD_CONTINUED
    private const int LongestResult = 15; // already_pending
    private const int ShortRest = 19; // "user     delivered"

    /// <param name="width">The terminal's.</param>
    internal TableLayout(int width)
    {
        Width = width;
        IsRoomy = width >= RoomyWidth;
        Signal = TimeWidth + 1;
        Sender = Signal + (IsRoomy ? LongestSignal : ShortSignal) + 1;
        int others = IsRoomy
            ? Sender + 1 + UidWidth + 1 + 1 + LongestOrigin + 1 + LongestCode + 1 + LongestResult
            : Sender + 1 + 1 + ShortRest;
        Process = Math.Clamp((width - others) / 2, LeastProcess, IsRoomy ? LongestProcess : UsualProcess);
        int originWidth = IsRoomy ? LongestOrigin : Math.Clamp(ShortOrigin + width - others - (2 * Process), ShortOrigin, LongestOrigin);
        Uid = Sender + Process + 1;
        Receiver = IsRoomy ? Uid + UidWidth + 1 : Uid;
        Origin = Receiver + Process + 1;
        Code = Origin + LongestOrigin + 1;
        Result = IsRoomy ? Code + LongestCode + 1 : Origin + originWidth + 1;
    }

    internal int Width { get; }

    /// <summary>Whether there is room for the user and the code.</summary>
    internal bool IsRoomy { get; }

    internal int Signal { get; }

    internal int Sender { get; }

    internal int Uid { get; }

    internal int Receiver { get; }

    internal int Origin { get; }

    internal int Code { get; }

    internal int Result { get; }

    /// <summary>How many columns a sender and a receiver have.</summary>
    internal int Process { get; }

    /// <summary>The column of what stands below an event.</summary>
    internal int Indent => Width >= 60 ? Signal : 2;
}
