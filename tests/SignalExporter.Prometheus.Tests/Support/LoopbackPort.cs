using System.Net;
using System.Net.Sockets;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>A port that is free at the moment.</summary>
public static class LoopbackPort
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
