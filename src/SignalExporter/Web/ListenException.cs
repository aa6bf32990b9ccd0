using SignalExporter.Configuration;

namespace SignalExporter.Web;

/// <summary>An address cannot be listened on; the message says why and what to do.</summary>
internal sealed class ListenException(IEnumerable<ListenAddress> addresses, string reason)
    : Exception($"cannot listen on {string.Join(", ", addresses.Select(address => address.Text))}: {reason} with --web.listen-address");
