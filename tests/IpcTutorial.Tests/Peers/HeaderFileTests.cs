using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using IpcTutorial.Streams;

namespace IpcTutorial.Tests.Peers;

/// <summary>tests/Peers/header.h is our header, as the C compiler lays it out.</summary>
public sealed partial class HeaderFileTests
{
    [Fact]
    public async Task Each_field_and_each_constant_is_the_same()
    {
        Tools.RequireCompiler();
        const string Struct = "struct picture_header";
        IEnumerable<CAssertion> fields = typeof(PictureHeader)
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(field => CAssertion.OfField(
                Struct, CName(field.Name), Marshal.OffsetOf<PictureHeader>(field.Name), Marshal.SizeOf(field.FieldType)));
        IEnumerable<CAssertion> constants = typeof(PictureHeader)
            .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => CAssertion.OfConstant($"HEADER_{CName(field.Name).ToUpperInvariant()}", field.GetRawConstantValue()!));

        await CAssertion.AllHold(["\"header.h\""],
            [.. fields, .. constants, CAssertion.OfSize(Struct, Marshal.SizeOf<PictureHeader>())], atLeast: 5 + (2 * 14) + 1);
    }

    [Fact]
    public async Task Each_field_of_a_stream_is_the_same()
    {
        Tools.RequireCompiler();
        const string Struct = "struct stream_header";
        IEnumerable<CAssertion> fields = typeof(StreamHeader).GetFields(BindingFlags.Instance | BindingFlags.Public)
            .SelectMany(field => CAssertion.OfField(
                Struct, CName(field.Name), Marshal.OffsetOf<StreamHeader>(field.Name), Marshal.SizeOf(field.FieldType)));
        IEnumerable<CAssertion> constants = typeof(StreamHeader).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => CAssertion.OfConstant($"STREAM_{CName(field.Name).ToUpperInvariant()}", field.GetRawConstantValue()!));

        await CAssertion.AllHold(["\"stream.h\""],
            [.. fields, .. constants, CAssertion.OfSize(Struct, Marshal.SizeOf<StreamHeader>())], atLeast: (2 * 10) + 3 + 1);
    }

    // PixelBytes is pixel_bytes there.
    private static string CName(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
