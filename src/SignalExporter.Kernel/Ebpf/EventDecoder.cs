using System.Text;
using SignalExporter.Kernel.Interop;
using static SignalExporter.Kernel.Ebpf.EventLayout;
using static SignalExporter.Kernel.Ebpf.SignalLayout;

namespace SignalExporter.Kernel.Ebpf;

/// <summary>
/// Makes events of the kernel program's records, in the order in which they come. A SIGKILL that may be the OOM killer's waits
/// until <see cref="Settle"/> or the record that says so.
/// </summary>
internal sealed unsafe class EventDecoder(EventFilter filter)
{
    private readonly (ulong Id, ControlGroup Group)[] _groups = new (ulong, ControlGroup)[KnownCgroups];
    private readonly List<SignalEvent> _decided = [];
    private readonly List<(SignalEvent Event, bool IsNew)> _candidates = [];
    private DateTimeOffset _boot = BootClock.TimeOfDay(0);

    /// <summary>How many events came out.</summary>
    internal long Seen { get; private set; }

    /// <summary>Whether signals of this process to itself are left out.</summary>
    internal bool IgnoresOwn { get; set; }

    /// <summary>What is decided; cleared by <see cref="Take"/>.</summary>
    internal int Count => _decided.Count;

    /// <summary>Takes a record of any type; one that is too short is none of ours.</summary>
    internal void Add(byte* record, int length)
    {
        switch (length >= sizeof(uint) ? *(uint*)record : 0)
        {
            case EventSignal or EventFailure when length >= sizeof(Event) - EventLayout.CommandLine:
                if (!IgnoresOwn || !IsOwn((Event*)record))
                {
                    Add((Event*)record);
                }

                break;
            case EventOom when length >= sizeof(OomEvent):
                Blame((int)((OomEvent*)record)->ReceiverTid);
                break;
            case EventCgroup when length >= sizeof(CgroupEvent):
                var group = (CgroupEvent*)record;
                _groups[CgroupPlace(group->Id)] = (group->Id, new ControlGroup(PathOf(group)));
                break;
        }
    }

    /// <summary>Decides what has waited since the last time: it was not the OOM killer.</summary>
    internal void Settle()
    {
        _boot = BootClock.TimeOfDay(0); // the time of day may have been set
        for (int i = 0; i < _candidates.Count; i++)
        {
            (SignalEvent waiting, bool isNew) = _candidates[i];
            if (isNew)
            {
                _candidates[i] = (waiting, false);
            }
            else
            {
                _candidates.RemoveAt(i--);
                Decide(waiting);
            }
        }
    }

    /// <summary>What is decided, oldest first.</summary>
    internal SignalEvent[] Take()
    {
        SignalEvent[] taken = [.. _decided];
        _decided.Clear();
        return taken;
    }

    // The host's process id is not known in a PID namespace.
    private static bool IsOwn(Event* record) =>
        (record->Flags & HasSender) != 0
        && record->Sender.Pid == record->Receiver.Pid
        && record->Receiver.NamespacePid == Environment.ProcessId;

    private void Decide(SignalEvent decided)
    {
        // The kernel could not tell the two reasons apart yet.
        if (filter.Origins?.Contains(decided.Origin) ?? true)
        {
            _decided.Add(decided);
            Seen++;
        }
    }

    private void Blame(int receiverTid)
    {
        int found = _candidates.FindLastIndex(candidate => candidate.Event.Receiver!.Tid == receiverTid);
        if (found >= 0)
        {
            SignalEvent blamed = _candidates[found].Event;
            _candidates.RemoveAt(found);
            Decide(blamed with { Origin = Origin.Oom });
        }
    }

    private void Add(Event* record)
    {
        int number = (byte)(record->Meta >> MetaSignalShift);
        Signal signal = number is > 0 and <= Signal.MaxNumber ? new Signal(number) : Signal.Invalid;
        int code = (int)(record->Meta >> MetaCodeShift);
        bool isFailure = record->Type == EventFailure;
        int originNumber = (byte)(record->Meta >> MetaOriginShift);
        bool isCandidate = originNumber == OriginOomCandidate;
        Origin origin = isFailure ? Origin.User : isCandidate ? Origin.Kernel : (Origin)originNumber;
        bool hasSender = (record->Flags & HasSender) != 0;
        var made = new SignalEvent
        {
            Time = _boot.AddTicks((long)record->Time / 100),
            Signal = signal,
            Code = new SignalCode(signal, isFailure ? 0 : code, origin),
            Origin = origin,
            Result = (SignalResult)(byte)(record->Meta >> MetaResultShift),
            Sender = hasSender ? Describe(record->Sender) : null,
            Receiver = isFailure ? null : Describe(record->Receiver),
            Ancestors = hasSender ? AncestorsOf(record) : [],
            Value = (record->Flags & HasValue) != 0 ? (long)record->Value : null,
            ForgedPid = (record->Flags & IsForged) != 0 ? record->ClaimedPid : null,
            CommandLine = record->CommandLineLength > 0 ? CommandLineOf(record) : null,
            Failure = isFailure ? new SendFailure((SendingCall)(code >> 16), code & 0xffff, record->ClaimedPid) : null,
        };
        if (isCandidate)
        {
            _candidates.Add((made, true));
        }
        else
        {
            Decide(made);
        }
    }

    private EventProcess Describe(in Process process)
    {
        (ulong id, ControlGroup group) = _groups[CgroupPlace(process.Cgroup)];
        return new EventProcess(
            (int)process.Pid,
            (int)process.Tid,
            (int)process.NamespacePid,
            process.Uid,
            new Comm(process.Comm0, process.Comm1),
            new Comm(process.ThreadComm0, process.ThreadComm1),
            id == process.Cgroup && group is not null ? group : ControlGroup.Unknown);
    }

    private static Ancestor[] AncestorsOf(Event* record)
    {
        int count = 0;
        while (count < EventLayout.Ancestors && record->Ancestors[count].Pid != 0)
        {
            count++;
        }

        var ancestors = new Ancestor[count];
        for (int i = 0; i < count; i++)
        {
            ref AncestorLayout ancestor = ref record->Ancestors[i];
            ancestors[i] = new Ancestor((int)ancestor.Pid, new Comm(ancestor.Comm0, ancestor.Comm1));
        }

        return ancestors;
    }

    // Cut where the record is full; any bytes, invalid ones as \xNN.
    private static string CommandLineOf(Event* record)
    {
        var text = new ReadOnlySpan<byte>(record->CommandLine, (int)Math.Min(record->CommandLineLength, EventLayout.CommandLine));
        return EscapedText.From(text.TrimEnd((byte)0)).Replace('\0', ' ');
    }

    private static string PathOf(CgroupEvent* group)
    {
        var path = new StringBuilder();
        for (int level = 0; level < CgroupLevels; level++)
        {
            var name = new ReadOnlySpan<byte>(group->Names + (level * CgroupName), CgroupName);
            int end = name.IndexOf((byte)0);
            if (end == 0)
            {
                break;
            }

            path.Insert(0, EscapedText.From(end < 0 ? name : name[..end])).Insert(0, '/');
        }

        return path.Length == 0 ? "/" : path.ToString();
    }
}
