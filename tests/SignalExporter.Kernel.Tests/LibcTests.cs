using SignalExporter.Kernel.Interop;
using Tmds.Linux;
using Xunit;

namespace SignalExporter.Kernel.Tests;

public sealed class LibcTests
{
    [Fact]
    public void Errno_is_that_of_the_last_call_by_either_import()
    {
        const int none = -1;

        Assert.Equal((-1, LibC.EBADF), (LibC.close(none), LibC.errno));
        Assert.Equal((-1, LibC.EINVAL), (Libc.tgkill(none, none, 0), LibC.errno));
        Assert.Equal((-1, LibC.EBADF), (LibC.close(none), LibC.errno));
    }
}
