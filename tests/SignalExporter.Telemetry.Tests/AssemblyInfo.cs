using Xunit;

// A meter's name is known to the whole process: two scrapes at once would see each other's instruments.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
