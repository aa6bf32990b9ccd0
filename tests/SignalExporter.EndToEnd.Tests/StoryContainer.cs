using System.Security.Cryptography;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// A container of runc in a control group as Kubernetes makes them, with the host's programs in it. What runs in it are
/// shell scripts of the test, by the names that these have.
/// </summary>
internal sealed class StoryContainer : IAsyncDisposable
{
    private const string Kubernetes = "kubepods";
    private const string Class = "burstable";

    private readonly DirectoryInfo _bundle = Directory.CreateTempSubdirectory("story-");

    /// <summary>As long as those of real ones.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string PodUid { get; } = Guid.NewGuid().ToString();

    public string ControlGroup => $"/{Kubernetes}/{Class}/pod{PodUid}/{Id}";

    private string Root => Path.Combine(_bundle.FullName, "rootfs");

    /// <summary>Puts a script into the container's root directory.</summary>
    public void AddScript(string name, string script) => StoryScript.Write(Path.Combine(Root, name), script);

    /// <summary>Runs one of the scripts to its end.</summary>
    public async Task<ToolResult> RunAsync(string script)
    {
        foreach (string directory in (string[])["dev", "lib", "lib64", "proc", "usr"])
        {
            Directory.CreateDirectory(Path.Combine(Root, directory));
        }

        File.CreateSymbolicLink(Path.Combine(Root, "bin"), "usr/bin");
        await File.WriteAllTextAsync(Path.Combine(_bundle.FullName, "config.json"), Configuration(script));
        return await Tool.RunAsync("runc", ["run", "--bundle", _bundle.FullName, Id]);
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("runc", ["delete", "--force", Id]);
        _bundle.Delete(recursive: true);

        // runc leaves the groups above its own behind.
        foreach (string mount in File.ReadLines("/proc/mounts").Select(l => l.Split(' ')).Where(f => f[2] is "cgroup" or "cgroup2").Select(f => f[1]))
        {
            foreach (string group in (string[])[$"{Kubernetes}/{Class}/pod{PodUid}", $"{Kubernetes}/{Class}", Kubernetes])
            {
                RemoveIfEmpty(Path.Combine(mount, group));
            }
        }
    }

    private static void RemoveIfEmpty(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (IOException)
        {
            // Somebody else's, or not there.
        }
    }

    private string Configuration(string script) => $$"""
        {
          "ociVersion": "1.0.2",
          "process": {
            "user": {"uid": 0, "gid": 0},
            "args": ["/{{script}}"],
            "env": ["PATH=/usr/bin"],
            "cwd": "/",
            "capabilities": {"bounding": ["CAP_KILL"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"]},
            "noNewPrivileges": true
          },
          "root": {"path": "rootfs"},
          "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
            {"destination": "/usr", "type": "bind", "source": "/usr", "options": ["bind", "ro"]},
            {"destination": "/lib", "type": "bind", "source": "/lib", "options": ["bind", "ro"]},
            {"destination": "/lib64", "type": "bind", "source": "/lib64", "options": ["bind", "ro"]}
          ],
          "linux": {
            "cgroupsPath": "{{ControlGroup}}",
            "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}]
          }
        }
        """;
}
