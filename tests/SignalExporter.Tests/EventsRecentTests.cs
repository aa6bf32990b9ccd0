using SignalExporter.Kernel;
using SignalExporter.Web.Events;
using Xunit;

namespace SignalExporter.Tests;

public sealed class EventsRecentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(4321)]
    public void The_last_1000_are_kept_the_newest_first(int count)
    {
        for (int batch = 1; batch <= 5000; batch = batch * 7 + 1)
        {
            var source = new EventsSource();
            using var recent = new RecentEvents(source);
            SignalEvent[] events = [.. Enumerable.Range(0, count).Select(i => EventsSource.Event(second: i))];
            foreach (SignalEvent[] some in events.Chunk(batch))
            {
                source.Send(some);
            }

            Assert.Equal(events.Reverse().Take(1000), recent.Read());
            Assert.Equal(count, recent.Seen);
        }
    }

    [Fact]
    public void What_waits_in_the_source_is_shown_too()
    {
        var source = new EventsSource();
        using var recent = new RecentEvents(source);
        source.SendLater(EventsSource.Event(receiver: "late"));

        Assert.Equal("late", recent.Read().Single().Receiver!.Comm.ToString());
    }

    [Fact]
    public void Disposed_it_listens_no_longer()
    {
        var source = new EventsSource();
        new RecentEvents(source).Dispose();

        Assert.False(source.HasSubscriber);
    }

    [Fact]
    public void A_batch_costs_next_to_nothing()
    {
        var source = new EventsSource();
        using var recent = new RecentEvents(source);
        SignalEvent[] batch = [.. Enumerable.Repeat(EventsSource.Event(), 5000)];
        source.Send(batch);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            source.Send(batch); // 5 million in all
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public async Task Reading_while_events_come_shows_them_in_order()
    {
        var source = new EventsSource();
        using var recent = new RecentEvents(source);
        using var stop = new CancellationTokenSource();
        Task sending = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i += 7)
            {
                source.Send([.. Enumerable.Range(i, 7).Select(second => EventsSource.Event(second: second))]);
            }
        });

        for (int i = 0; i < 500; i++)
        {
            SignalEvent[] events = recent.Read();
            Assert.All(events.Zip(events.Skip(1)), pair => Assert.Equal(pair.First.Time.AddSeconds(-1), pair.Second.Time));
        }

        await stop.CancelAsync();
        await sending;
    }
}
