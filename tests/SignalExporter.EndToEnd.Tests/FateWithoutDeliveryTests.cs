using Xunit;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>Without the collector of deliveries no program sees a signal being fetched: each end has the same cause all the same.</summary>
[Collection(FateSuite.Name)]
public sealed class FateWithoutDeliveryTests(FateProvoke provoke) : IAsyncLifetime
{
    private Exporter _exporter = null!;

    public async Task InitializeAsync() =>
        _exporter = await Exporter.StartAsync(Exporter.CountAll, "--series.limit=65536", "--no-collector.delivery");

    public async Task DisposeAsync() => await _exporter.DisposeAsync();

    [Fact]
    public async Task Every_end_has_its_cause()
    {
        IEnumerable<(int Index, ConformanceCase Case)> ends = ConformanceCase.Here(FateTable.Cases)
            .Where(c => c.Expected.Any(line => line.StartsWith("terminated ", StringComparison.Ordinal)))
            .Index();
        foreach ((int index, ConformanceCase wanted) in ends)
        {
            (string sender, string receiver) = ($"nodel-s-{index}", $"nodel-r-{index}");

            FateGrowth growth = await _exporter.GrowthAsync(
                [sender, receiver], () => provoke.RunAsync(wanted.Row, wanted.Count, sender, receiver, wanted.Numbers));

            string[] ended = [.. wanted.Expected.Where(line => line.StartsWith("terminated ", StringComparison.Ordinal))];
            Assert.Equal(
                $"{wanted.Provoke}\n{FateGrowth.Expected(ended, sender, receiver)}",
                $"{wanted.Provoke}\n{string.Join('\n', growth.Lines.Split('\n').Where(line => line.StartsWith("terminated ", StringComparison.Ordinal)))}");
        }
    }
}
