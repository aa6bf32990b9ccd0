using Xunit;

// All tests share one kernel, and some count every signal of a kind.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
