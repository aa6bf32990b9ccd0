namespace SignalExporter.Kernel;

/// <summary>A program that counts inside the kernel.</summary>
public interface IKernelProgram
{
    /// <summary>Its name, which is also its tracepoint's.</summary>
    string Name { get; }

    /// <summary>What the kernel says of it.</summary>
    KernelProgramStatistics ReadStatistics();
}
