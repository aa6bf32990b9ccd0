using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>The published program on other kernels, in guests: all tables, compared completely. <c>make kernels</c> runs them.</summary>
[Collection(KernelBoots.Name)]
[Trait("Category", "Kernels")]
[TestCaseOrderer("SignalExporter.EndToEnd.Tests.Kernels.KernelOrder", "SignalExporter.EndToEnd.Tests")]
public sealed class KernelTests(GuestReport report)
{
    private static readonly string[] Others = ["refusal", "cost"];

    public static TheoryData<string, string> Boots
    {
        get
        {
            var boots = new TheoryData<string, string>();
            foreach (GuestKernel kernel in GuestKernels.Chosen)
            {
                foreach (string part in kernel.Parts.Except(Others))
                {
                    boots.Add(kernel.Name, part);
                }
            }

            return boots;
        }
    }

    [Theory]
    [MemberData(nameof(Boots))]
    public Task All_tables_are_exact(string kernel, string part) =>
        report.BootAsync(GuestKernels.Find(kernel), GuestParts.Find(part));
}
