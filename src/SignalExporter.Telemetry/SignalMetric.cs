using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace SignalExporter.Telemetry;

/// <summary>
/// One metric of signals for one reader: its name, unit, help and label sets. It outlives the instruments that show it: a
/// <see cref="Generation"/> has an instrument of its own for each.
/// </summary>
/// <param name="name">The instrument's name.</param>
/// <param name="unit">The instrument's unit.</param>
/// <param name="help">The instrument's description.</param>
/// <param name="mostLive">How many label sets may live at once.</param>
internal abstract class SignalMetric(string name, string unit, string help, int mostLive)
{
    internal string Name => name;

    protected string Unit => unit;

    protected string Help => help;

    /// <summary>
    /// How many label sets the SDK keeps for the instrument. It never gives one up, so this is twice what may live: the half that
    /// is to spare holds what is new until the generation is replaced.
    /// </summary>
    protected int CardinalityLimit => 2 * mostLive;

    /// <summary>How many label sets were shown since <see cref="Restart"/>.</summary>
    internal int LabelSets { get; private protected set; }

    /// <summary>Whether the next generation is due.</summary>
    internal bool IsFull => LabelSets > mostLive;

    /// <summary>The limits and bounds that the SDK is to use for the instrument.</summary>
    internal abstract MetricStreamConfiguration View { get; }

    /// <summary>Creates the instrument.</summary>
    internal abstract void CreateIn(Meter meter);

    /// <summary>A reading of the metric begins: what it does not name is no longer there.</summary>
    internal abstract void Begin();

    /// <summary>A reading ends.</summary>
    internal abstract void End();

    /// <summary>The reader's receiver has all that was shown.</summary>
    internal abstract void Acknowledge();

    /// <summary>A generation begins: label sets that are no longer there are forgotten.</summary>
    internal abstract void Restart();
}
