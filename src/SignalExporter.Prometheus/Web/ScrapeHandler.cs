using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using SignalExporter.Prometheus.Collection;
using SignalExporter.Prometheus.Exposition;

namespace SignalExporter.Prometheus.Web;

/// <summary>Answers scrapes. A 200 begins only when there is a whole collection to write.</summary>
internal sealed class ScrapeHandler(PrometheusExporter exporter, CancellationToken stopping)
{
    private const string AllowedMethods = "GET, HEAD";
    private const string NegotiatedHeaders = "Accept, Accept-Encoding";

    // One more than the fastest: a quarter less to send for a tenth of a millisecond more.
    private static readonly ZLibCompressionOptions Compression = new() { CompressionLevel = 2 };

    private readonly PrometheusExporterOptions _options = exporter.Options;
    private int _underWay;

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = AllowedMethods;
            await FailAsync(context, StatusCodes.Status405MethodNotAllowed, "Scrape with GET.");
            return;
        }

        var underWay = Interlocked.Increment(ref _underWay);
        try
        {
            if (_options.MaxConcurrentScrapes > 0 && underWay > _options.MaxConcurrentScrapes)
            {
                await FailAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many scrapes at once.");
                return;
            }

            await ScrapeAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task ScrapeAsync(HttpContext context)
    {
        var started = exporter.Time.GetTimestamp();
        var timeout = ScrapeDeadline.Timeout(context.Request.Headers[ScrapeDeadline.HeaderName]);
        Snapshot snapshot;
        try
        {
            if (stopping.IsCancellationRequested)
            {
                throw new ShutDownException();
            }

            snapshot = await exporter.CollectAsync().WaitAsync(timeout, exporter.Time, context.RequestAborted);

            // A collection that ended in time may still have been waited for too long, on a busy machine.
            if (timeout != Timeout.InfiniteTimeSpan && exporter.Time.GetElapsedTime(started) >= timeout)
            {
                throw new TimeoutException();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there to answer.
        }
        catch (TimeoutException)
        {
            exporter.Log.DeadlinePassed(timeout);
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, "The collection took too long.");
            return;
        }
        catch (ShutDownException exception)
        {
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, exception.Message);
            return;
        }
        catch (CollectionFailedException exception)
        {
            await FailAsync(context, StatusCodes.Status500InternalServerError, exception.Message);
            return;
        }

        await RespondAsync(context, snapshot);
    }

    private async Task RespondAsync(HttpContext context, Snapshot snapshot)
    {
        try
        {
            await WriteAsync(context, snapshot);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception)
        {
            context.Abort(); // A part of the body must not pass for the whole.
            throw;
        }
    }

    private async Task WriteAsync(HttpContext context, Snapshot snapshot)
    {
        var format = Negotiation.Format(context.Request.Headers.Accept);
        var gzip = Negotiation.WantsGzip(context.Request.Headers.AcceptEncoding);

        var response = context.Response;
        response.ContentType = format == ExpositionFormat.OpenMetrics
            ? Negotiation.OpenMetricsContentType
            : Negotiation.TextContentType;
        response.Headers.Vary = NegotiatedHeaders;
        if (gzip)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var writer = new ExpositionWriter(format, _options.CreatedTimestamps);
        if (!gzip)
        {
            await writer.WriteAsync(snapshot, response.BodyWriter, context.RequestAborted);
            return;
        }

        await using var compressed = new GZipStream(response.Body, Compression, leaveOpen: true);
        var output = PipeWriter.Create(compressed, new StreamPipeWriterOptions(leaveOpen: true));
        await writer.WriteAsync(snapshot, output, context.RequestAborted);
        await output.CompleteAsync();
    }

    private static Task FailAsync(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(line + "\n");
    }
}
