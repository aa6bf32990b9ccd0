namespace SignalExporter.EndToEnd.Tests;

/// <summary>A configuration file of a test, which may be written again.</summary>
internal sealed class WatchlistFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("watchlist-");

    public WatchlistFile(string yaml) => Write(yaml);

    public string Path => System.IO.Path.Combine(_directory.FullName, "config.yaml");

    public string Flag => $"--config.file={Path}";

    public void Write(string yaml) => File.WriteAllText(Path, yaml);

    /// <summary>What an exporter with this watchlist says after something was done.</summary>
    public static async Task<Scrape> ScrapeAfterAsync(string yaml, Func<Task> act, params string[] flags)
    {
        using var file = new WatchlistFile(yaml);
        await using Exporter exporter = await Exporter.StartAsync([file.Flag, .. flags]);
        await act();
        return await exporter.ScrapeAsync();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
