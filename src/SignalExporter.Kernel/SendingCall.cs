namespace SignalExporter.Kernel;

/// <summary>The system calls that send a signal. The numbers are <c>enum sending_call</c> of <c>Ebpf/signals.h</c>.</summary>
public enum SendingCall
{
    /// <summary>kill(2)</summary>
    Kill = 0,

    /// <summary>tkill(2)</summary>
    Tkill = 1,

    /// <summary>tgkill(2)</summary>
    Tgkill = 2,

    /// <summary>rt_sigqueueinfo(2)</summary>
    RtSigqueueinfo = 3,

    /// <summary>rt_tgsigqueueinfo(2)</summary>
    RtTgsigqueueinfo = 4,

    /// <summary>pidfd_send_signal(2)</summary>
    PidfdSendSignal = 5,
}
