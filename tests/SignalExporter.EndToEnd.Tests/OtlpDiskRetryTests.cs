using SignalExporter.Telemetry.Tests;
using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>With retry on disk log records outlive an outage of the receiver, and a restart of the exporter.</summary>
[Collection(KernelSuite.Name)]
public sealed class OtlpDiskRetryTests(Provoke provoke) : IDisposable
{
    private const int Kills = 50;

    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("otlp-retry-");

    public void Dispose() => _disk.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_cannot_be_sent_is_on_disk(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        await receiver.StopAsync();
        await using Exporter exporter = await StartAsync(receiver, grpc);

        await KillAsync(exporter);

        Scrape scrape = await exporter.ScrapeAsync();
        Assert.Equal(0, scrape.Samples.Where(s => s.Name == "signal_exporter_otlp_dropped_records_total").Sum(s => s.Value));
        Assert.NotEmpty(Files());
    }

    // The SDK looks at the disk once a minute.
    [Theory]
    [Trait("Category", "Soak")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_record_arrives_after_an_outage_of_three_minutes_and_a_restart(bool grpc)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync(grpc);
        await receiver.StopAsync();
        await using (Exporter first = await StartAsync(receiver, grpc))
        {
            await KillAsync(first);
        }

        await using Exporter second = await StartAsync(receiver, grpc);
        await KillAsync(second);
        await Task.Delay(TimeSpan.FromMinutes(3));
        await receiver.StartAsync();
        for (int i = 0; i < 300 && Killed(receiver).Count < 2 * Kills; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2 * Kills, Killed(receiver).Count); // each at least once
    }

    private static HashSet<object> Killed(OtlpReceiver receiver) =>
        [.. receiver.LogRecords.Select(record => record.Attributes(6)).Where(a => (string)a["linux.signal.sender.comm"] == "disk-s").Select(a => a["process.pid"])];

    private IEnumerable<FileInfo> Files() => _disk.EnumerateFiles("*", SearchOption.AllDirectories);

    private async Task KillAsync(Exporter exporter)
    {
        int before = Files().Count();
        await provoke.RunAsync("sigkill", Kills, "disk-s", "disk-r");
        for (int i = 0; i < 100; i++)
        {
            Scrape scrape = await exporter.ScrapeAsync();
            if (Files().Count() > before && scrape.Single("signal_exporter_otlp_queued_records") == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException("the records are not on disk");
    }

    private Task<Exporter> StartAsync(OtlpReceiver receiver, bool grpc) => Exporter.StartThroughAsync(
        [
            "env", $"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT={receiver.Target("logs").Endpoint}",
            $"OTEL_EXPORTER_OTLP_PROTOCOL={(grpc ? "grpc" : "http/protobuf")}", "OTEL_EXPORTER_OTLP_TIMEOUT=1000", "OTEL_BLRP_SCHEDULE_DELAY=50",
            "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY=disk", $"OTEL_DOTNET_EXPERIMENTAL_OTLP_DISK_RETRY_DIRECTORY_PATH={_disk.FullName}",
        ],
        []);
}
