namespace SignalExporter.EndToEnd.Tests;

/// <summary>A shell script that runs as a process of its own name.</summary>
internal static class StoryScript
{
    /// <summary>Waits for ever, without a child.</summary>
    public const string Forever = "mkfifo $0.fifo && read -r nothing <$0.fifo";

    public static void Write(string path, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Kills the process of a name, as soon as there is one, and not a child that has its name until it calls exec; it must not be the shell's last command.</summary>
    public static string Kill(string name) => $"until pkill -o -KILL -x {name}; do sleep 0.02; done; true";
}
