using System.Diagnostics;
using Xunit;

namespace SignalExporter.Kernel.Tests;

/// <summary>Shells that send themselves signals which they ignore by default, under names of a test's choice.</summary>
internal static class Shell
{
    internal static void SendToItself(string signal, int count, string comm) => Finish(Start(
        $"printf {comm} > /proc/$$/comm; i=0; while [ $i -lt {count} ]; do kill -{signal[3..]} $$; i=$((i+1)); done"));

    /// <summary>The same with a handler, so that the signals reach it.</summary>
    internal static void Handle(string signal, int count, string comm) => Finish(Start(
        $"trap : {signal[3..]}; printf {comm} > /proc/$$/comm; i=0; while [ $i -lt {count} ]; do kill -{signal[3..]} $$; i=$((i+1)); done"));

    /// <summary>The same, one signal under each of many names.</summary>
    internal static void HandleUnderManyNames(string signal, int names, string prefix) => Finish(Start(
        $"trap : {signal[3..]}; i=0; while [ $i -lt {names} ]; do printf {prefix}$i > /proc/$$/comm; kill -{signal[3..]} $$; i=$((i+1)); done"));

    /// <summary>One signal under each of many names: <paramref name="prefix"/> and a number.</summary>
    internal static void SendUnderManyNames(string signal, int names, string prefix, string user = "0") => Finish(Start(
        $"i=0; while [ $i -lt {names} ]; do printf {prefix}$i > /proc/$$/comm; kill -{signal[3..]} $$; i=$((i+1)); done", user));

    /// <summary>Starts one that sends in rounds, under a few names that come again and again.</summary>
    internal static Process StartRounds(string signal, int rounds, int names, string prefix) => Start(
        $"r=0; while [ $r -lt {rounds} ]; do i=0; while [ $i -lt {names} ]; do "
        + $"printf {prefix}$i > /proc/$$/comm; kill -{signal[3..]} $$; i=$((i+1)); done; r=$((r+1)); done");

    /// <summary>Any script; what it returns does not matter.</summary>
    internal static void Run(string script)
    {
        using Process shell = Start(script);
        shell.WaitForExit();
    }

    internal static void Finish(Process shell)
    {
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        shell.Dispose();
    }

    private static Process Start(string script, string user = "0") =>
        Process.Start("setpriv", ["--reuid", user, "--clear-groups", "/bin/sh", "-c", script]);
}
