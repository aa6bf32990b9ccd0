using System.Text;
using SignalExporter.Prometheus.Names;

namespace SignalExporter.Prometheus.Exposition;

/// <summary>The comment lines before a family's samples.</summary>
internal static class FamilyHeader
{
    /// <summary>Prometheus text 0.0.4: HELP and TYPE, with the name of the samples.</summary>
    public static byte[] Text(MetricFamily family)
    {
        var header = new StringBuilder();
        if (family.Help is not null)
        {
            header.Append($"# HELP {family.PrometheusName} {Escape(family.Help)}\n");
        }

        header.Append($"# TYPE {family.PrometheusName} {TypeName(family.Kind)}\n");
        return Encoding.UTF8.GetBytes(header.ToString());
    }

    /// <summary>OpenMetrics 1.0: TYPE, UNIT and HELP, with the name of the family.</summary>
    public static byte[] OpenMetrics(MetricFamily family)
    {
        var header = new StringBuilder();
        header.Append($"# TYPE {family.OpenMetricsName} {TypeName(family.Kind)}\n");

        // One UNIT that is not the last word of the name makes Prometheus drop the whole scrape.
        if (family.UnitWord.Length > 0 && NameTranslation.EndsInWord(family.OpenMetricsName, family.UnitWord))
        {
            header.Append($"# UNIT {family.OpenMetricsName} {family.UnitWord}\n");
        }

        if (family.Help is not null)
        {
            header.Append($"# HELP {family.OpenMetricsName} {Escape(family.Help).Replace("\"", "\\\"")}\n");
        }

        return Encoding.UTF8.GetBytes(header.ToString());
    }

    private static string Escape(string help) => help.Replace("\\", "\\\\").Replace("\n", "\\n");

    private static string TypeName(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };
}
