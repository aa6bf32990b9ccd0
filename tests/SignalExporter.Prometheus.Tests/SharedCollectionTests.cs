using SignalExporter.Prometheus.Collection;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

public sealed class SharedCollectionTests
{
    [Fact]
    public async Task Who_asks_while_a_collection_runs_shares_the_next_one()
    {
        var count = 0;
        using var turn = new SemaphoreSlim(0);
        var collection = new SharedCollection<int>(() =>
        {
            var number = Interlocked.Increment(ref count);
            turn.Wait();
            return number;
        });

        var first = collection.GetAsync();
        await Until(() => Volatile.Read(ref count) == 1);
        var waiting = Enumerable.Range(0, 20).Select(_ => collection.GetAsync()).ToArray();
        turn.Release(2);

        Assert.Equal(1, await first);
        Assert.All(await Task.WhenAll(waiting), number => Assert.Equal(2, number));
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task No_answer_is_older_than_its_question()
    {
        var clock = 0L;
        var collection = new SharedCollection<long>(() => Interlocked.Increment(ref clock));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var asked = Interlocked.Increment(ref clock);
                Assert.True(await collection.GetAsync() > asked);
            }
        })));
    }

    [Fact]
    public async Task Two_collections_never_overlap()
    {
        var running = 0;
        var collection = new SharedCollection<bool>(() =>
        {
            var alone = Interlocked.Increment(ref running) == 1;
            Thread.SpinWait(100);
            Interlocked.Decrement(ref running);
            return alone;
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var alone = true;
            for (var i = 0; i < 1000; i++)
            {
                alone &= await collection.GetAsync();
            }

            return alone;
        })));

        Assert.All(answers, Assert.True);
    }

    [Fact]
    public async Task A_failure_belongs_to_those_who_waited_for_it()
    {
        var count = 0;
        var collection = new SharedCollection<int>(() =>
            ++count == 1 ? throw new InvalidOperationException("first") : count);

        await Assert.ThrowsAsync<InvalidOperationException>(collection.GetAsync);
        Assert.Equal(2, await collection.GetAsync());
    }

    [Fact]
    public async Task A_collection_inherits_nothing_from_a_request()
    {
        var request = new AsyncLocal<string> { Value = "mine" };
        var collection = new SharedCollection<string?>(() => request.Value);

        Assert.Null(await collection.GetAsync());
    }

    [Fact]
    public void Closing_one_that_never_ran_returns() => new SharedCollection<int>(() => 1).Close();

    [Fact]
    public async Task Closing_waits_for_the_collection_that_runs_and_refuses_the_others()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var collection = new SharedCollection<int>(() =>
        {
            entered.Set();
            release.Wait();
            return 1;
        });
        var running = collection.GetAsync();
        entered.Wait();
        var queued = collection.GetAsync();

        var closing = Task.Run(collection.Close);

        await Assert.ThrowsAsync<ShutDownException>(() => queued);
        Assert.False(closing.IsCompleted);
        release.Set();
        await closing;
        Assert.Equal(1, await running);
        await Assert.ThrowsAsync<ShutDownException>(collection.GetAsync);
    }

    private static async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(1);
        }
    }
}
