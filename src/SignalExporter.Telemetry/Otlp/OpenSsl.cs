using System.Runtime.InteropServices;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// OpenSSL's library, which .NET takes from the host for TLS, and for nothing else here. Where there is none, .NET ends the process
/// at the first use: so it is asked for at the start.
/// </summary>
internal static class OpenSsl
{
    // Those that .NET looks for.
    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    /// <exception cref="OtlpConfigurationException">An endpoint is https, and there is no OpenSSL.</exception>
    internal static void Check(OtlpSettings settings)
    {
        bool isNeeded = new[] { settings.Metrics, settings.Logs }.Any(target => target?.Endpoint.Scheme == Uri.UriSchemeHttps);
        if (isNeeded && !Libraries.Any(library => NativeLibrary.TryLoad(library, out _)))
        {
            throw new OtlpConfigurationException(
                "OTLP over https needs OpenSSL, and there is no libssl.so.3: install it "
                + "(Debian, Ubuntu: apt-get install openssl; Fedora, RHEL: dnf install openssl-libs), or send to a collector over http");
        }
    }
}
