using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SignalExporter.Tests;

/// <summary>A real Chromium with one empty page, told what to do by the DevTools protocol.</summary>
internal sealed class EventsBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("events-browser");
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Process _process;
    private string? _session;
    private int _id;

    private EventsBrowser() => _process = Process.Start(new ProcessStartInfo("chromium",
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
        "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank",
    ])
    {
        RedirectStandardError = true,
    })!;

    internal static async Task<EventsBrowser> StartAsync()
    {
        var browser = new EventsBrowser();
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks as a phone does, or a desktop, by day or by night.</summary>
    internal async Task LookAsync(int width, int height, bool isPhone, bool isDark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = isPhone,
        });
        await CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
    }

    internal async Task OpenAsync(string url)
    {
        await CallAsync("Page.navigate", new JsonObject { ["url"] = url });
        while (await EvaluateAsync("location.href !== 'about:blank' && document.readyState") is not "complete")
        {
            await Task.Delay(20, _patience.Token);
        }
    }

    /// <summary>What an expression is, as text; the page's own policy is no obstacle.</summary>
    internal async Task<string?> EvaluateAsync(string expression)
    {
        JsonNode answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})", ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } error
            ? throw new InvalidOperationException(error.ToJsonString())
            : (string?)answer["result"]!["value"];
    }

    /// <summary>Takes a picture of what is seen without scrolling.</summary>
    internal async Task SaveAsync(string file) =>
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", []))["data"]!));

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _patience.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task ConnectAsync()
    {
        const string announcement = "DevTools listening on ";
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("chromium ended"));
            }
            else if (line.Data.StartsWith(announcement, StringComparison.Ordinal))
            {
                address.TrySetResult(line.Data[announcement.Length..]);
            }
        };
        _process.BeginErrorReadLine();
        await _socket.ConnectAsync(new Uri(await address.Task.WaitAsync(_patience.Token)), _patience.Token);
        JsonNode target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        JsonNode session = await CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        _session = (string)session["sessionId"]!;
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        int id = ++_id;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            if ((int?)message["id"] == id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message.ToJsonString()}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _patience.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonNode.Parse(message.ToArray())!;
    }
}
