using OpenTelemetry.Exporter;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// The way to a receiver. The SDK's exporters say only whether an attempt succeeded; this stands between them and the network
/// and keeps what the receiver said, which decides whether to try again, when, and what to count.
/// </summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpClient _inner;
    private readonly HttpClient _outer;
    private Answer _answer = Answer.NotSent;

    internal Receiver(OtlpTarget target)
    {
        Target = target;
        Options = new OtlpExporterOptions
        {
            Endpoint = target.Endpoint,
#pragma warning disable CS0618 // gRPC is obsolete for .NET Framework and .NET Standard only
            Protocol = target.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
#pragma warning restore CS0618
            Headers = target.Headers,
            TimeoutMilliseconds = (int)target.Timeout.TotalMilliseconds,
            Compression = target.Gzip ? OtlpExportCompression.GZip : OtlpExportCompression.None,
        };
        _inner = Options.HttpClientFactory(); // with the certificates that the SDK was told of
        _outer = new HttpClient(new Listening(this)) { Timeout = target.Timeout };
        Options.HttpClientFactory = () => _outer;
    }

    internal OtlpTarget Target { get; }

    /// <summary>For the SDK's exporters; they share the connections.</summary>
    internal OtlpExporterOptions Options { get; }

    /// <summary>What came of the last attempt; each is told once.</summary>
    internal Answer TakeAnswer() => Interlocked.Exchange(ref _answer, Answer.NotSent);

    /// <summary>Ends the attempt that is going on.</summary>
    internal void Cancel() => _outer.CancelPendingRequests();

    /// <inheritdoc/>
    public void Dispose()
    {
        _outer.Dispose();
        _inner.Dispose();
    }

    private HttpResponseMessage Heard(HttpResponseMessage response)
    {
        _answer = AnswerReader.Read(response, Target.Grpc, DateTimeOffset.UtcNow);
        return response;
    }

    private void Failed(Exception e) => _answer = new Answer(
        AnswerKind.Later, e is OperationCanceledException ? $"no answer within {Target.Timeout.TotalSeconds:0.###} s" : e.Message);

    // The SDK asks HTTP/1.1 without waiting (Send) and HTTP/2 as a task.
    private sealed class Listening(Receiver receiver) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return receiver.Heard(receiver._inner.Send(Copy(request), HttpCompletionOption.ResponseContentRead, cancellationToken));
            }
            catch (Exception e)
            {
                receiver.Failed(e);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return receiver.Heard(await receiver._inner
                    .SendAsync(Copy(request), HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                receiver.Failed(e);
                throw;
            }
        }

        // A client sends a request object once, and two clients handle this one.
        private static HttpRequestMessage Copy(HttpRequestMessage request)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri)
            {
                Version = request.Version,
                VersionPolicy = request.VersionPolicy,
                Content = request.Content,
            };
            foreach ((string name, IEnumerable<string> values) in request.Headers)
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }

            return copy;
        }
    }
}
