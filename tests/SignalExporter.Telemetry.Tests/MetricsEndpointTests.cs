using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SignalExporter.Kernel;
using Xunit;

namespace SignalExporter.Telemetry.Tests;

/// <summary>What /metrics does around the official exporter, and the text that the exporter writes.</summary>
public sealed partial class MetricsEndpointTests
{
    private static readonly string GoldenFile = Path.Combine(CatalogueTests.Folder("Tests"), "golden.txt");

    // The exporter is a beta: a change of what it writes is to be seen here, and not by users.
    [Fact]
    public async Task The_text_is_as_it_was()
    {
        var source = new FakeSource { Other = { [new Signal(9)] = 7 }, Retired = { [new Signal(9)] = 5 }, Fates = FateMetricsTests.Everything, Events = new OtlpFakeEvents() };
        source.Series.Add(SignalMetricsTests.Count(new Comm([0xff]), Comm.From("a\"\\\n"), 42));
        await using var exposed = new Exposed(source);
        exposed.Watchlist.Use([WatchlistTests.Rule("postgres")]);
        source.Critical.Add(WatchlistTests.Kill("sh", "postgres"));

        string text = string.Join('\n', (await exposed.ScrapeAsync()).Select(line => Varying().Replace(line, "$1 ..."))) + "\n";

        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "golden.txt"), text); // to compare, or to take over
        Assert.Equal(await File.ReadAllTextAsync(GoldenFile), text);
    }

    [Theory]
    [InlineData("application/openmetrics-text; version=1.0.0")]
    [InlineData("application/vnd.google.protobuf")]
    [InlineData("*/*")]
    [InlineData("nonsense")]
    public async Task The_format_is_text_whatever_is_asked_for(string accept)
    {
        await using var exposed = new Exposed(new FakeSource());
        using var client = new HttpClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);

        using HttpResponseMessage answer = await client.GetAsync(exposed.Url);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.DoesNotContain("_created", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_is_the_same_text()
    {
        await using var exposed = new Exposed(new FakeSource { Fates = FateMetricsTests.Everything });
        using var packed = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None });
        packed.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var unpacked = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip });

        using HttpResponseMessage answer = await packed.GetAsync(exposed.Url);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Contains("linux_signal_escalations_total{", await unpacked.GetStringAsync(exposed.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_delays_no_other()
    {
        await using var exposed = new Exposed(Large(40_000));
        using var stuck = new Clients(exposed.Url, 1);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };

        for (int i = 0; i < 100; i++)
        {
            Assert.Contains("s39999", await client.GetStringAsync(exposed.Url), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_clients_that_read_nothing_a_bounded_number_is_served()
    {
        await using var exposed = new Exposed(Large(40_000));
        using var client = new HttpClient();
        HttpStatusCode status;
        using (new Clients(exposed.Url, MetricsEndpoint.MaxAnswers))
        {
            var patience = Stopwatch.StartNew();
            do
            {
                using HttpResponseMessage answer = await client.GetAsync(exposed.Url, HttpCompletionOption.ResponseHeadersRead);
                status = answer.StatusCode;
            }
            while (status == HttpStatusCode.OK && patience.Elapsed < TimeSpan.FromSeconds(20));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        for (var patience = Stopwatch.StartNew(); status != HttpStatusCode.OK && patience.Elapsed < TimeSpan.FromSeconds(20);)
        {
            using HttpResponseMessage answer = await client.GetAsync(exposed.Url);
            status = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    // OTEL_SDK_DISABLED is for OTLP alone.
    [Fact]
    public async Task A_disabled_SDK_takes_nothing_off_the_page()
    {
        Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", "true");
        try
        {
            await using var exposed = new Exposed(new FakeSource());

            Assert.Contains("signal_exporter_series_limit{} 100", await exposed.ScrapeAsync());
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", null);
        }
    }

    /// <param name="series">How many; the answer has 150 bytes for each, and a socket takes up to 4 MB that the client has not read.</param>
    private static FakeSource Large(int series)
    {
        var source = new FakeSource { SeriesLimit = series };
        source.Series.AddRange(Enumerable.Range(0, series).Select(i => SignalMetricsTests.Count(Comm.From($"s{i}"), Comm.From("receiver"), 1)));
        return source;
    }

    [GeneratedRegex("""^(target_info|(?:process_|signal_exporter_(?:build_info|kernel_info|collector_duration_seconds|config_last_reload_success_timestamp|log_lines))[a-z_]*)[ {].*$""")]
    private static partial Regex Varying();

    /// <summary>Connections that ask for the page and read nothing of it.</summary>
    private sealed class Clients : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        internal Clients(Uri url, int count)
        {
            for (int i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                _sockets.Add(socket);
                socket.Connect(IPAddress.Loopback, url.Port);
                socket.Send(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
