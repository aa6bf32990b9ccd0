using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SignalExporter.Configuration;

/// <summary>An address to listen on, as Prometheus's exporters take it: <c>host:port</c>, <c>[v6]:port</c> or <c>:port</c>.</summary>
/// <param name="Address">The IP address; null where every address of the machine is meant.</param>
/// <param name="Port">The port; 0 lets the system choose one.</param>
/// <param name="Text">As it was written.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port, string Text)
{
    /// <summary>Whether only this machine can reach it.</summary>
    internal bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address);

    /// <summary>Reads an address, or says what is wrong with it.</summary>
    internal static ListenAddress? Parse(string text, out string error)
    {
        error = "";
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            error = "expected host:port, as in 127.0.0.1:10009, [::1]:10009 or :10009";
            return null;
        }

        string host = text[..colon];
        if (host.Length == 0)
        {
            return new ListenAddress(null, port, text);
        }

        if (host == "localhost")
        {
            return new ListenAddress(IPAddress.Loopback, port, text);
        }

        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? address)
            || bracketed != (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            error = $"'{host}' is not an IP address; expected as in 127.0.0.1:10009, [::1]:10009 or :10009";
            return null;
        }

        return new ListenAddress(address, port, text);
    }

    /// <summary>Tells the server to listen here.</summary>
    internal void Bind(KestrelServerOptions server)
    {
        if (Address is null)
        {
            server.ListenAnyIP(Port);
        }
        else
        {
            server.Listen(Address, Port);
        }
    }
}
