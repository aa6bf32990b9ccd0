namespace SignalExporter.Kernel;

/// <summary>A control group, and what its path tells of containers.</summary>
public sealed class ControlGroup
{
    private const int ContainerIdLength = 64;
    private const int UidLength = 36;

    /// <summary>Where the path is not known.</summary>
    public static ControlGroup Unknown { get; } = new("");

    /// <param name="path">The path from the hierarchy's root, as in <c>/system.slice/cron.service</c>.</param>
    public ControlGroup(string path)
    {
        Path = path;
        string[] names = path.Split('/');
        ContainerId = names.Reverse().Select(FindContainerId).FirstOrDefault(id => id is not null);
        PodUid = names.Select(FindPodUid).FirstOrDefault(uid => uid is not null);
    }

    /// <summary>The path from the hierarchy's root; empty where it is not known. Any bytes may be in it, invalid ones as <c>\xNN</c>.</summary>
    public string Path { get; }

    /// <summary>The container's id, 64 hexadecimal digits; null outside of containers.</summary>
    public string? ContainerId { get; }

    /// <summary>The Kubernetes pod's UID, as in <c>0c5e35a8-...</c>; null outside of pods.</summary>
    public string? PodUid { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;

    // HEX, docker-HEX.scope, cri-containerd-HEX.scope, crio-HEX.scope, libpod-HEX.scope, libpod-HEX
    private static string? FindContainerId(string name)
    {
        string id = name.EndsWith(".scope", StringComparison.Ordinal) ? name[..^".scope".Length] : name;
        id = id[(id.LastIndexOf('-') + 1)..];
        return id.Length == ContainerIdLength && id.All(char.IsAsciiHexDigitLower) ? id : null;
    }

    // podUID (cgroupfs), kubepods-burstable-podUID.slice with _ for - (systemd); a static pod's UID has no dashes.
    private static string? FindPodUid(string name)
    {
        string uid = name.EndsWith(".slice", StringComparison.Ordinal) ? name[..^".slice".Length] : name;
        int pod = uid.LastIndexOf("pod", StringComparison.Ordinal);
        if (pod < 0 || (pod > 0 && uid[pod - 1] != '-'))
        {
            return null;
        }

        uid = uid[(pod + "pod".Length)..].Replace('_', '-');
        bool isUid = uid.Length is UidLength or 32 && uid.All(c => char.IsAsciiHexDigitLower(c) || c == '-');
        return isUid ? uid : null;
    }
}
