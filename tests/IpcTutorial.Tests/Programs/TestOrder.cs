using IpcTutorial.Tests.Benchmarks;
using IpcTutorial.Tests.Docs;
using IpcTutorial.Tests.Pitfalls;
using IpcTutorial.Tests.Programs;
using IpcTutorial.Tests.Qt;
using IpcTutorial.Tests.Redis;
using IpcTutorial.Tests.Streams;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(TestOrder))]
[assembly: TestClassOrderer(typeof(TestOrder))]
[assembly: TestMethodOrderer(typeof(TestOrder))]
[assembly: TestCaseOrderer(typeof(TestOrder))]

namespace IpcTutorial.Tests.Programs;

/// <summary>Starts first what takes longest, one test after the other: begun late, it would run alone at the end, with the other
/// processors idle. The rest is in the order of xUnit. <c>TEST_ORDER=1 dotnet test</c>, with any number, is a random order of
/// all: it may not matter.</summary>
public sealed class TestOrder : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer, ITestCaseOrderer
{
    private static readonly string[] _longest =
    [
        nameof(SecondConsoleBlockTests), nameof(FirstConsoleBlockTests), nameof(StormTests), // all whose names end so
        nameof(QtTests), nameof(PairTests), nameof(HostileStreamTests), nameof(ServerOutageTests), nameof(TerminalTests),
        nameof(WaysTests),
    ];

    private static readonly int? _seed =
        int.TryParse(Environment.GetEnvironmentVariable("TEST_ORDER"), out int seed) ? seed : null;

    /// <inheritdoc/>
    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        Shuffled(testCollections)
        ?? [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(Place)];

    /// <inheritdoc/>
    public IReadOnlyCollection<T?> OrderTestClasses<T>(IReadOnlyCollection<T?> testClasses)
        where T : notnull, ITestClass =>
        Shuffled(testClasses) ?? DefaultTestClassOrderer.Instance.OrderTestClasses(testClasses);

    /// <inheritdoc/>
    public IReadOnlyCollection<T?> OrderTestMethods<T>(IReadOnlyCollection<T?> testMethods)
        where T : notnull, ITestMethod =>
        Shuffled(testMethods) ?? DefaultTestMethodOrderer.Instance.OrderTestMethods(testMethods);

    /// <inheritdoc/>
    public IReadOnlyCollection<T> OrderTestCases<T>(IReadOnlyCollection<T> testCases)
        where T : notnull, ITestCase =>
        Shuffled(testCases) ?? DefaultTestCaseOrderer.Instance.OrderTestCases(testCases);

    // The same seed gives the same order, whichever collection asks first.
    private static T[]? Shuffled<T>(IReadOnlyCollection<T> tests)
    {
        if (_seed is not { } seed)
            return null;

        T[] shuffled = [.. tests];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    private static int Place<T>(T collection)
        where T : ITestCollection
    {
        int place = Array.FindIndex(
            _longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? _longest.Length : place;
    }
}
