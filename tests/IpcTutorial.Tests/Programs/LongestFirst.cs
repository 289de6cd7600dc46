using IpcTutorial.Tests.Benchmarks;
using IpcTutorial.Tests.Docs;
using IpcTutorial.Tests.Pitfalls;
using IpcTutorial.Tests.Qt;
using IpcTutorial.Tests.Redis;
using IpcTutorial.Tests.Streams;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(IpcTutorial.Tests.Programs.LongestFirst))]

namespace IpcTutorial.Tests.Programs;

/// <summary>Starts first what takes longest, one test after the other: begun late, it would run alone at the end, with the other
/// processors idle. The rest is in the order of xUnit.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _longest =
    [
        nameof(SecondConsoleBlockTests), nameof(FirstConsoleBlockTests), nameof(StormTests), // all whose names end so
        nameof(QtTests), nameof(PairTests), nameof(HostileStreamTests), nameof(ServerOutageTests), nameof(TerminalTests),
        nameof(WaysTests),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(Place)];

    private static int Place<T>(T collection)
        where T : ITestCollection
    {
        int place = Array.FindIndex(
            _longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? _longest.Length : place;
    }
}
