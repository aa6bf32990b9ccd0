namespace SignalExporter.Kernel;

/// <summary>Sets of signals as the kernel program takes them.</summary>
internal static class SignalSet
{
    /// <summary>Bit <c>number - 1</c> for each signal.</summary>
    internal static ulong Bits(IEnumerable<Signal> signals)
    {
        ulong bits = 0;
        foreach (Signal signal in signals)
        {
            bits |= 1UL << (signal.Number - 1);
        }

        return bits;
    }
}
