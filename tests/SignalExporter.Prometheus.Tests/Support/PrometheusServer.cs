using System.Diagnostics;
using System.Text.Json;

namespace SignalExporter.Prometheus.Tests.Support;

/// <summary>
/// A real Prometheus on the loopback (Debian package prometheus), its data in a folder that goes with it.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly HttpClient _client;
    private readonly Process _process;

    private PrometheusServer(string configuration)
    {
        var port = LoopbackPort.Free();
        var file = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(file, configuration);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={file}",
                $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--enable-feature=exemplar-storage,native-histograms",
                "--log.level=error",
            ]))!;
    }

    public static async Task<PrometheusServer> StartAsync(string configuration)
    {
        var server = new PrometheusServer(configuration);
        try
        {
            await Until.TrueAsync(server.IsReadyAsync);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The <c>data</c> of an answer of the API.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(path));
        return document.RootElement.GetProperty("data").Clone();
    }

    /// <summary>The series that a selector has now: labels without job and instance, and the value.</summary>
    public async Task<Dictionary<string, string>> SeriesAsync(string selector)
    {
        var data = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(selector)}");
        return data.GetProperty("result").EnumerateArray().ToDictionary(
            series => string.Join(
                '|',
                series.GetProperty("metric").EnumerateObject()
                    .Where(label => label.Name is not ("job" or "instance"))
                    .OrderBy(label => label.Name, StringComparer.Ordinal)
                    .Select(label => $"{label.Name}={label.Value.GetString()}")),
            series => series.GetProperty("value")[1].GetString()!);
    }

    private async Task<bool> IsReadyAsync()
    {
        Xunit.Assert.False(_process.HasExited, "prometheus did not start");
        try
        {
            using var response = await _client.GetAsync("/-/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }
}
