using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>
/// Reads what a receiver says (OTLP specification 1.x, "OTLP/gRPC Response", "OTLP/HTTP Response"). The SDK tells only whether
/// it was a success.
/// </summary>
internal static class AnswerReader
{
    private const int GrpcFrame = 5;

    /// <param name="response">The receiver's response, all of it received.</param>
    /// <param name="grpc">Whether it came over gRPC.</param>
    /// <param name="now">When it came.</param>
    internal static Answer Read(HttpResponseMessage response, bool grpc, DateTimeOffset now)
    {
        if (!response.IsSuccessStatusCode)
        {
            string status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}");
            bool later = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
            return later
                ? new Answer(AnswerKind.Later, status) { RetryAfter = RetryAfter(response.Headers.RetryAfter, now) }
                : new Answer(AnswerKind.Refused, status);
        }

        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult(); // it is here already
        return grpc ? ReadGrpc(response, body) : Taken(body);
    }

    private static Answer ReadGrpc(HttpResponseMessage response, byte[] body)
    {
        // https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
        string? status = Header(response, "grpc-status");
        if (status == "0")
        {
            // One message; what is compressed is not read.
            return Taken(body.Length > GrpcFrame && body[0] == 0 ? body.AsSpan(GrpcFrame) : []);
        }

        string reason = $"gRPC {status ?? "without a status"}: {Uri.UnescapeDataString(Header(response, "grpc-message") ?? "")}";
        TimeSpan? wait = RetryInfo(Header(response, "grpc-status-details-bin"));
        bool later = status switch
        {
            null => true,
            "1" or "4" or "10" or "11" or "14" or "15" => true, // cancelled, deadline, aborted, out of range, unavailable, data loss
            "8" => wait is not null, // resource exhausted: a full receiver says when to come back, a message too large does not
            _ => false,
        };
        return new Answer(later ? AnswerKind.Later : AnswerKind.Refused, reason) { RetryAfter = wait };
    }

    // Export...ServiceResponse { partial_success = 1 { rejected = 1; error_message = 2 } }
    private static Answer Taken(ReadOnlySpan<byte> body)
    {
        long rejected = 0;
        string reason = "";
        var response = new ProtobufFields(body);
        while (response.MoveNext())
        {
            var partial = new ProtobufFields(response.Number == 1 ? response.Bytes : []);
            while (partial.MoveNext())
            {
                rejected = partial.Number == 1 ? Math.Max(partial.Value, 0) : rejected;
                reason = partial.Number == 2 ? Encoding.UTF8.GetString(partial.Bytes) : reason;
            }
        }

        return new Answer(AnswerKind.Taken, rejected > 0 ? $"rejected in part: {reason}" : reason) { Rejected = rejected };
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date is { } date && date > now ? date - now : null);

    // google.rpc.Status { details = 3: Any { type_url = 1; value = 2: RetryInfo { retry_delay = 1 { seconds = 1; nanos = 2 } } } }
    private static TimeSpan? RetryInfo(string? details)
    {
        var bytes = new byte[details?.Length ?? 0];
        if (details is null || !Convert.TryFromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='), bytes, out int length))
        {
            return null;
        }

        var status = new ProtobufFields(bytes.AsSpan(0, length));
        while (status.MoveNext())
        {
            bool isRetryInfo = false;
            var any = new ProtobufFields(status.Number == 3 ? status.Bytes : []);
            while (any.MoveNext())
            {
                isRetryInfo |= any.Number == 1 && any.Bytes.EndsWith("/google.rpc.RetryInfo"u8);
                var info = new ProtobufFields(any.Number == 2 && isRetryInfo ? any.Bytes : []);
                if (info.MoveNext() && info.Number == 1)
                {
                    return Duration(info.Bytes);
                }
            }
        }

        return null;
    }

    private static TimeSpan Duration(ReadOnlySpan<byte> message)
    {
        const long day = 24 * 60 * 60;
        TimeSpan duration = TimeSpan.Zero;
        var fields = new ProtobufFields(message);
        while (fields.MoveNext())
        {
            duration += fields.Number switch
            {
                1 => TimeSpan.FromSeconds(Math.Clamp(fields.Value, 0, day)),
                2 => TimeSpan.FromTicks(Math.Clamp(fields.Value, 0, 999_999_999) / 100),
                _ => TimeSpan.Zero,
            };
        }

        return duration;
    }

    // Where there is no message, the status is in the headers.
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;
}
