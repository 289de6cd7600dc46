namespace IpcTutorial.Benchmarks.Ways;

/// <summary>All ways, in the order of tables.</summary>
internal static class AllWays
{
    internal static IReadOnlyList<IWay> List { get; } =
    [
        new SegmentWay(SegmentWay.Use.None),
        new SegmentWay(SegmentWay.Use.Read),
        new SegmentWay(SegmentWay.Use.Copy),
        new FreshSegmentWay(),
        new MappedFileWay(),
        new FileWay(),
        new AnonymousPipeWay(),
        new NamedPipeWay(),
        new UnixSocketWay(),
        new TcpWay(),
        new DBusWay(),
        new DBusDescriptorWay(),
        new QcopWay(),
    ];

    /// <summary>Those, and what is between machines: it takes its time, and is measured when it is asked for.</summary>
    internal static IReadOnlyList<IWay> WithServers { get; } = [.. List, new RedisWay()];

    /// <summary>The way of a name, if there is one.</summary>
    internal static IWay[] Find(string name) => [.. WithServers.Where(way => way.Name == name)];
}
