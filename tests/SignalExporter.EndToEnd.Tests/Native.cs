using Tmds.Linux;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>kill(2), which .NET lacks but for SIGKILL.</summary>
internal static class Native
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public static int Kill(int pid, int signal) => LibC.kill(pid, signal);
}
