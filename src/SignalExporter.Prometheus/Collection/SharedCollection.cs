namespace SignalExporter.Prometheus.Collection;

/// <summary>
/// One collection at a time. Whoever asks gets a collection that starts after the question: at once where none runs,
/// else the next one, which all who ask meanwhile share. So no answer is older than its question, and a slow
/// collection never has more than one other waiting behind it.
/// </summary>
internal sealed class SharedCollection<T>(Func<T> collect)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T>? _next;
    private TaskCompletionSource? _running;
    private bool _closed;

    /// <exception cref="ShutDownException">It was closed, now or while the caller waited.</exception>
    public Task<T> GetAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw new ShutDownException();
            }

            _next ??= new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            var result = _next.Task;
            if (_running is null)
            {
                _running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

                // Unsafe: a collection is everybody's, so it inherits no activity and no culture from one request.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static self => self.RunUntilNobodyWaits(), this, preferLocal: false);
            }

            return result;
        }
    }

    /// <summary>Starts no collection any more, and waits for the end of one that runs.</summary>
    public void Close()
    {
        Task? running;
        lock (_lock)
        {
            _closed = true;
            _next?.SetException(new ShutDownException());
            _next = null;
            running = _running?.Task;
        }

        running?.Wait();
    }

    private void RunUntilNobodyWaits()
    {
        while (TakeNext() is { } waiting)
        {
            try
            {
                waiting.SetResult(collect());
            }
            catch (Exception exception)
            {
                // Those who wait get it; the next collection is another attempt.
                waiting.SetException(exception);
            }
        }
    }

    private TaskCompletionSource<T>? TakeNext()
    {
        lock (_lock)
        {
            var next = _next;
            _next = null;
            if (next is null)
            {
                _running!.SetResult();
                _running = null;
            }

            return next;
        }
    }
}
