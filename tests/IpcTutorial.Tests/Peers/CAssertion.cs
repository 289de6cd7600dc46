using System.Globalization;

namespace IpcTutorial.Tests.Peers;

/// <summary>Something that we believe of C, and that its compiler can confirm.</summary>
/// <param name="Condition">A constant expression.</param>
internal sealed record CAssertion(string Condition)
{
    internal static CAssertion OfConstant(string name, object value) =>
        new($"({name}) == {Convert.ToString(value, CultureInfo.InvariantCulture)}");

    internal static CAssertion OfSize(string type, int size) => new($"sizeof({type}) == {size}");

    internal static CAssertion[] OfField(string type, string field, nint offset, int size) =>
        [new($"offsetof({type}, {field}) == {offset}"), new($"sizeof((({type} *)0)->{field}) == {size}")];

    /// <summary>Lets the compiler check all of them.</summary>
    /// <param name="includes">The headers that declare the names, in quotes or angle brackets.</param>
    /// <param name="assertions">The assertions.</param>
    /// <param name="atLeast">How many there must be: none at all would hold as well.</param>
    internal static async Task AllHold(string[] includes, CAssertion[] assertions, int atLeast)
    {
        Assert.InRange(assertions.Length, atLeast, int.MaxValue);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file,
            [
                "#define _GNU_SOURCE",
                "#include <stddef.h>",
                .. includes.Select(include => $"#include {include}"),
                .. assertions.Select(assertion => $"_Static_assert({assertion.Condition}, \"\");"),
            ]);
            Assert.Equal("", await Tools.Compile("-fsyntax-only", "-I", Tools.PeersFolder, "-x", "c", file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
