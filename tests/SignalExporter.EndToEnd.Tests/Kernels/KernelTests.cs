using Xunit;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>
/// The published program on other kernels, in guests: all tables, compared completely. <c>make kernels</c> runs them.
/// </summary>
[Collection(KernelBoots.Name)]
[Trait("Category", "Kernels")]
[TestCaseOrderer("SignalExporter.EndToEnd.Tests.Kernels.KernelOrder", "SignalExporter.EndToEnd.Tests")]
public sealed class KernelTests(GuestReport report)
{
    public static TheoryData<string, string> Boots
    {
        get
        {
            var boots = new TheoryData<string, string>();
            foreach (GuestKernel kernel in GuestKernels.All.Where(GuestKernels.IsChosen))
            {
                foreach (string part in kernel.Parts)
                {
                    boots.Add(kernel.Name, part);
                }
            }

            return boots;
        }
    }

    [Theory]
    [MemberData(nameof(Boots))]
    public Task A_kernel_shows_what_it_has_to(string kernel, string part)
    {
        (GuestKernel of, GuestPart what) = (GuestKernels.Find(kernel), GuestParts.Find(part));
        return what.Kind switch
        {
            "refusal" => report.RefuseAsync(of, what),
            "cost" => report.MeasureAsync(of, what),
            _ => report.BootAsync(of, what),
        };
    }
}
