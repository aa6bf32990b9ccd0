using Xunit.Abstractions;
using Xunit.Sdk;

namespace SignalExporter.EndToEnd.Tests.Kernels;

/// <summary>In the order of their names: kernel by kernel.</summary>
public sealed class KernelOrder : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => testCases.OrderBy(c => c.DisplayName, StringComparer.Ordinal);
}
