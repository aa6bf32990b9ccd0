using Xunit;

namespace SignalExporter.Kernel.Tests;

public sealed class SignalTests
{
    [Theory]
    [InlineData("SIGKILL", 9)]
    [InlineData("kill", 9)]
    [InlineData("9", 9)]
    [InlineData("SIGPOLL", 29)]
    [InlineData("SIGIOT", 6)]
    [InlineData("SIGCLD", 17)]
    [InlineData("SIG32", 32)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("rtmin+3", 37)]
    [InlineData("SIGRTMAX", 64)]
    [InlineData("SIGRTMAX-1", 63)]
    [InlineData("SIGRTMAX-30", 34)]
    [InlineData("SIGRTMIN+30", 64)]
    public void Names_and_numbers_are_read(string text, int number)
    {
        Assert.True(Signal.TryParse(text, out Signal signal));
        Assert.Equal(number, signal.Number);
    }

    [Theory]
    [InlineData("SIGKIL")]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData(" 9")]
    [InlineData("SIGRTMIN+31")]
    [InlineData("SIGRTMAX-31")]
    [InlineData("99999999999")]
    public void Anything_else_is_refused(string text) => Assert.False(Signal.TryParse(text, out _));

    [Theory]
    [InlineData("SIGKIL", "SIGKILL")]
    [InlineData("TERMM", "SIGTERM")]
    [InlineData("SIGTREM", "SIGTERM")]
    [InlineData("sigrtmin+33", "SIGRTMIN+3")]
    public void The_nearest_name_is_found(string text, string nearest) => Assert.Equal(nearest, Signal.Nearest(text).Name);

    [Fact]
    public void Every_signal_has_a_name_of_its_own_that_reads_back()
    {
        Assert.Equal(64, Signal.All.Select(signal => signal.Name).Distinct().Count());
        Assert.All(Signal.All, signal => Assert.True(Signal.TryParse(signal.Name, out Signal same) && same == signal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Numbers_beyond_are_refused(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => new Signal(number));

    [Theory]
    [InlineData("SIGUSR1", -99)]
    [InlineData("SIGUSR1", -128)]
    [InlineData("SIGUSR1", 3)]
    [InlineData("SIGSEGV", 15)]
    [InlineData("SIGFPE", 9)]
    public void A_code_that_is_none_of_the_kernels_is_other(string name, int code)
    {
        Assert.True(Signal.TryParse(name, out Signal signal));
        Assert.Equal("other", new SignalCode(signal, code, Origin.User).Name);
    }
}
