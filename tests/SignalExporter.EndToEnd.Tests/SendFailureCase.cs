using System.Globalization;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>A call that fails to send.</summary>
/// <param name="Call">The system call's name.</param>
/// <param name="Error">The error's name.</param>
/// <param name="IsCompat">Whether it is made as a 32-bit program makes it.</param>
/// <param name="Case">What provokes it, and what it is counted as.</param>
internal sealed record SendFailureCase(string Call, string Error, bool IsCompat, ConformanceCase Case)
{
    private const int Count = 20;

    public static SendFailureCase From(int number, string call, string error, int errno, bool isCompat)
    {
        string provoke = string.Create(CultureInfo.InvariantCulture, $"fail {Count} {number} {errno} {(isCompat ? 1 : 0)}");
        string expected = error switch
        {
            // Two impossible numbers, so twice as many.
            "EINVAL" => $"failed invalid {call} EINVAL S {2 * Count}",
            "EAGAIN" => $"failed SIGRTMIN+3 {call} EAGAIN S {Count}",
            _ => $"failed SIGURG {call} {error} S {Count}",
        };
        return new SendFailureCase(call, error, isCompat, new ConformanceCase(provoke, expected) { IsCompat = isCompat });
    }
}
