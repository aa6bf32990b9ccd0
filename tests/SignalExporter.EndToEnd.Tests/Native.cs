using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>kill(2), which .NET lacks but for SIGKILL.</summary>
internal static partial class Native
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);
}
