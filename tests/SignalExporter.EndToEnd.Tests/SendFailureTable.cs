using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// Each of the six system calls that send, with each of its errors, by 64-bit and by 32-bit system calls, and what it is to be
/// counted as, in the form of <see cref="FateGrowth"/>.
/// </summary>
internal static class SendFailureTable
{
    // In the order in which the helper program numbers them, with the errors that each one knows.
    private static readonly (string Name, string[] Errors)[] Calls =
    [
        ("kill", ["EPERM", "ESRCH", "EINVAL"]),
        ("tkill", ["EPERM", "ESRCH", "EAGAIN", "EINVAL"]),
        ("tgkill", ["EPERM", "ESRCH", "EAGAIN", "EINVAL"]),
        ("rt_sigqueueinfo", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT"]),
        ("rt_tgsigqueueinfo", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT"]),
        ("pidfd_send_signal", ["EPERM", "ESRCH", "EAGAIN", "EINVAL", "EFAULT", "EBADF"]),
    ];

    private static readonly Dictionary<string, int> Errors = new()
    {
        ["EPERM"] = 1,
        ["ESRCH"] = 3,
        ["EBADF"] = 9,
        ["EAGAIN"] = 11,
        ["EFAULT"] = 14,
        ["EINVAL"] = 22,
    };

    public static IReadOnlyList<SendFailureCase> All { get; } =
    [
        .. from call in Calls.Index()
           from error in call.Item.Errors
           from isCompat in new[] { false, true }
           select SendFailureCase.From(call.Index, call.Item.Name, error, Errors[error], isCompat),
    ];

    /// <summary>Those that this machine can provoke.</summary>
    public static IEnumerable<SendFailureCase> Here =>
        All.Where(f => f.Case.ExistsOn(RuntimeInformation.OSArchitecture) && (!f.IsCompat || CompatCalls.Work));

    public static SendFailureCase Find(string call, string error, bool isCompat) =>
        All.Single(f => (f.Call, f.Error, f.IsCompat) == (call, error, isCompat));

    public static int NumberOf(string error) => Errors[error];
}
