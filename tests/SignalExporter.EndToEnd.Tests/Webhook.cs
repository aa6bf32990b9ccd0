using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Collects what an Alertmanager sends: whoever would be woken.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly List<Alert> _alerts = [];
    private readonly Task _reception;

    public Webhook()
    {
        Url = $"http://127.0.0.1:{FreePort.Find()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _reception = ReceiveAsync();
    }

    public string Url { get; }

    /// <summary>The alerts about critical processes so far, in the order in which they came.</summary>
    public IReadOnlyList<Alert> Critical
    {
        get
        {
            lock (_alerts)
            {
                return [.. _alerts.Where(a => a.Name.StartsWith("CriticalProcess", StringComparison.Ordinal))];
            }
        }
    }

    /// <summary>Waits for an alert about a signal to a process of this name.</summary>
    public async Task<Alert> WaitForAsync(string receiver)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(50))
        {
            if (Critical.FirstOrDefault(a => a.Receiver == receiver) is { } alert)
            {
                return alert;
            }
        }

        throw new TimeoutException(
            $"no alert about {receiver}, only: {string.Join("; ", Critical.Select(a => a.Annotations["summary"]))}");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _reception;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using (JsonDocument message = await JsonDocument.ParseAsync(context.Request.InputStream))
                {
                    Add(message.RootElement.GetProperty("alerts"));
                }

                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // it was closed
            }
        }
    }

    private void Add(JsonElement alerts)
    {
        lock (_alerts)
        {
            _alerts.AddRange(alerts.EnumerateArray().Select(alert => new Alert(
                alert.GetProperty("status").GetString() == "firing",
                Texts(alert.GetProperty("labels")),
                Texts(alert.GetProperty("annotations")))));
        }
    }

    private static Dictionary<string, string> Texts(JsonElement texts) =>
        texts.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString()!);
}
