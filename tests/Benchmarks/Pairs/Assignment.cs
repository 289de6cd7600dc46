using System.Globalization;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>What a pair of processes has to do; both get it on their command lines.</summary>
/// <param name="Way">The way.</param>
/// <param name="Size">The size of the pictures.</param>
/// <param name="HandOvers">How many are measured.</param>
/// <param name="Folder">A folder of this pair.</param>
internal sealed record Assignment(IWay Way, PictureSize Size, int HandOvers, string Folder)
{
    /// <summary>Hand-overs before the measured ones, so that memory is touched and code is compiled. More of them where
    /// each takes no time.</summary>
    internal int WarmUps => Size.ByteCount < 1 << 20 ? 100 : 3;

    internal string ControlPath => Path.Combine(Folder, "control");

    internal IEnumerable<string> Arguments =>
        [Way.Name, .. new[] { Size.Width, Size.Height, HandOvers }.Select(n => n.ToString(CultureInfo.InvariantCulture)), Folder];

    internal static Assignment Parse(ReadOnlySpan<string> arguments) => new(
        AllWays.Find(arguments[0]).Single(),
        new PictureSize(Number(arguments[1]), Number(arguments[2])),
        Number(arguments[3]),
        arguments[4]);

    /// <summary>The pictures that are sent in turn, so that one which stays away cannot be taken for the one before.
    /// The same in both processes.</summary>
    internal Picture[] Pictures() => [.. Enumerable.Range(1, 2).Select(seed =>
    {
        byte[] rgba = new byte[Size.ByteCount];
        new Random(seed).NextBytes(rgba);
        return new Picture(Size, rgba);
    })];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
