using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus.SdkMetrics;

/// <summary>
/// Attribute values as text (OpenTelemetry, "AnyValue representation for non-OTLP protocols"), in no culture.
/// </summary>
internal static class AttributeText
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string From(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => Number(number),
        float number => Number(number),
        byte[] bytes => Convert.ToBase64String(bytes),
        IEnumerable items => Array(items),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Number(double number) => double.IsFinite(number)
        ? number.ToString("R", CultureInfo.InvariantCulture)
        : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    private static string Number(float number) => float.IsFinite(number)
        ? number.ToString("R", CultureInfo.InvariantCulture)
        : Number((double)number);

    private static string Array(IEnumerable items)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, object? item)
    {
        switch (item)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong:
            case double number when double.IsFinite(number):
            case float single when float.IsFinite(single):
                writer.WriteRawValue(From(item));
                break;
            default:
                // The writer takes valid Unicode only.
                writer.WriteStringValue(LabelValue.WithoutLoneSurrogates(From(item)));
                break;
        }
    }
}
